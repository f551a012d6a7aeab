"""The registry: each job once, each sweep a command of the installation itself, each schedule one that can be read."""

from __future__ import annotations

from croniter import croniter

from amends.core.roles import PERMISSIONS, Role
from amends.entrypoints.jobs.registry import SWEEPS, jobs
from amends.kernel.command import REGISTRY


def test_every_job_has_a_name_of_its_own_and_a_schedule_that_can_be_read() -> None:
    known = jobs("one")
    names = [job.name for job in known]
    assert len(names) == len(set(names))
    assert "deliver_messages" in names
    for job in known:
        assert job.every is not None
        assert croniter.is_valid(job.every), job.name


def test_every_sweep_is_something_the_installation_may_do() -> None:
    for command, _ in SWEEPS:
        assert REGISTRY[command.__name__].permission in PERMISSIONS[Role.SYSTEM]


def test_no_sweep_is_forgotten() -> None:
    """Whatever asks for the permission to sweep runs by itself."""
    sweeping = {name for name, entry in REGISTRY.items() if entry.permission.value == "sweep"}
    running = {job.name for job in jobs("one")}
    assert sweeping - running == set()
