"""How far a question has come: which roles are still to be heard in its present step, and what a yes leads to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from amends.core.policy.approvals import APPROVING, ApprovalStep, Who, handed_up
from amends.core.roles import LEVEL, Role


@dataclass(frozen=True, slots=True)
class Voice:
    """One yes: in which step (from 0), with which role, by whom, and for whom (most often themselves)."""

    step: int
    role: Role
    given_by: str
    given_for: str


@dataclass(frozen=True, slots=True)
class Progress:
    """A question between its steps. `step` is the present one, from 0."""

    steps: Sequence[ApprovalStep]
    step: int
    voices: Collection[Voice] = ()

    @property
    def present(self) -> ApprovalStep:
        """The step that waits."""
        return self.steps[self.step]

    @property
    def wanted(self) -> tuple[Role, ...]:
        """The roles that the present step names and that are still to be heard: any one of these, or each of them."""
        heard = [voice.role for voice in self.voices if voice.step == self.step]
        if self.present.who is Who.ALL:
            return tuple(role for role in self.present.roles if role not in heard)
        return () if heard else self.present.roles

    @property
    def seats(self) -> tuple[Role, ...]:
        """The roles that may answer now. Where one yes suffices, a more senior role may always give it."""
        wanted = self.wanted
        if self.present.who is Who.ALL or not wanted:
            return wanted
        least = min(LEVEL[role] for role in wanted)
        return tuple(role for role in APPROVING if role in wanted or LEVEL[role] > least)

    @property
    def heard(self) -> frozenset[str]:
        """Everybody whose yes is in it already, and everybody who gave it for somebody."""
        return frozenset(who for voice in self.voices for who in (voice.given_by, voice.given_for))

    @property
    def is_last(self) -> bool:
        """Whether nothing follows the present step."""
        return self.step + 1 >= len(self.steps)

    def handed_up(self) -> Progress | None:
        """The present step put to the next higher role; what was said in it already stays. None: nobody is higher."""
        raised = handed_up(replace(self.present, roles=self.wanted))
        if raised is None:
            return None
        heard = tuple(voice.role for voice in self.voices if voice.step == self.step)
        said = [replace(self.present, roles=heard)] if heard else []
        before, after = self.steps[: self.step], self.steps[self.step + 1 :]
        return Progress((*before, *said, raised, *after), self.step + len(said), self.voices)
