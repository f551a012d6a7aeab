"""`amends setup`: makes an empty installation one's own, so that the first failure can be logged."""

from __future__ import annotations

import os
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import click
from django.db import transaction

from amends.commands.budget.open_budget import open_budget
from amends.commands.governance.add_colleague import add_colleague
from amends.commands.governance.add_failure_types import add_failure_types
from amends.commands.governance.change_placement import change_placement
from amends.commands.governance.open_places import open_places
from amends.commands.governance.open_unit import open_unit
from amends.commands.governance.publish_policy import publish_policy
from amends.core.money import Money
from amends.core.policy.parse import document_text
from amends.core.refusal import Kind, Refusal
from amends.core.roles import Role
from amends.core.text import gettext_noop
from amends.entrypoints.cli.installation import connected, data_option
from amends.entrypoints.cli.password import read_password
from amends.entrypoints.cli.policy.reading import read_policy_file
from amends.entrypoints.cli.starter import BUSINESSES, LIKE_EUROS, failure_types, policy_of
from amends.entrypoints.common.context import shell_context
from amends.queries.governance import unit_choices

POLICY_FILE = "policy.yaml"


class SetUpBefore(Refusal):
    """There is an organisation in it."""

    code = "set_up_before"
    kind = Kind.CONFLICT
    message = gettext_noop(
        "%(name)s is set up here already. Go on with `amends unit add`, `amends staff add` and `amends policy publish`."
    )


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is asked for. `budget` is the most that may be promised in a month, in whole units of the currency."""

    name: str
    business: str
    currency: str
    timezone: str
    language: str
    email: str
    person: str
    password: str
    budget: int


class Asked(click.Option):
    """Asked for where it is not given, but never in a script, whose one line of input is the password."""

    def prompt_for_value(self, ctx: click.Context) -> object:
        """What somebody types; in a script the default, or what click says of a missing option."""
        if not ctx.params.get("password_stdin"):
            return super().prompt_for_value(ctx)
        usual = self.get_default(ctx)
        if not isinstance(usual, str):
            raise click.MissingParameter(ctx=ctx, param=self)
        return usual


@click.command()
@click.option("--name", cls=Asked, prompt="Name of the organisation", help="As customers know it.")
@click.option(
    "--business",
    cls=Asked,
    type=click.Choice(BUSINESSES),
    prompt="Line of business",
    help="Which kinds of failure and which policy to begin with.",
)
@click.option("--currency", cls=Asked, prompt="Currency", default="EUR", help="Three letters.")
@click.option("--timezone", cls=Asked, prompt="Time zone", default="UTC", help="Like Europe/Lisbon.")
@click.option("--language", default="en", show_default=True, help="In which customers are written to.")
@click.option("--email", cls=Asked, prompt="Your e-mail address", help="You sign in with it.")
@click.option("--person", cls=Asked, prompt="Your name", help="As colleagues and customers read it.")
@click.option(
    "--budget", default=1000, show_default=True, type=click.IntRange(0), help="The most to give in a month."
)
@click.option(
    "--password-stdin",
    is_flag=True,
    is_eager=True,
    help="Read the password from standard input (for scripts).",
)
@data_option
def setup(data: Path, password_stdin: bool, **given: str | int) -> None:
    """Make an empty installation your own: organisation, kinds of failure, policy, budget, a form, and yourself.

    Asks for whatever is not given as an option. You become its operator and its CX manager; whatever it begins with
    can be changed. Run it once, while `amends serve` runs in another shell, or before.
    """
    password = read_password("A password", from_stdin=password_stdin)
    wishes = Wishes(password=password, **given)  # type: ignore[arg-type]
    policy_file = data / POLICY_FILE
    with connected(data):
        known = unit_choices(shell_context())
        if known:
            raise SetUpBefore(field="name", name=known[0].name)
        is_published = _set_up(wishes, policy_file)
    _tell(wishes, policy_file, is_published)


def _set_up(wishes: Wishes, policy_file: Path) -> bool:
    """Everything or nothing; whether the starter policy was published."""
    ctx = shell_context(Role.CX_MANAGER, Role.FINANCE)
    currency = wishes.currency.strip().upper()
    with transaction.atomic():
        code = _code_of(wishes.name)
        unit_id = open_unit(
            ctx,
            level="organisation",
            name=wishes.name,
            code=code,
            business=wishes.business,
            currency=currency,
            timezone=wishes.timezone,
            language=wishes.language,
        ).unit_id
        user_id = add_colleague(
            ctx,
            email=wishes.email,
            display_name=wishes.person,
            role=Role.OPERATOR,
            unit_code=code,
            language=wishes.language,
            timezone=wishes.timezone,
            password=wishes.password,
        ).user_id
        change_placement(ctx, user_id=user_id, unit_id=unit_id, role=Role.CX_MANAGER, holds=True)
        is_published = _begin_policy(wishes, currency, policy_file)
        add_failure_types(ctx, types=failure_types(wishes.business))
        cap = Money.parse(str(wishes.budget), currency, field="budget")
        open_budget(ctx, unit_code=code, level="brand", name=f"Goodwill of {wishes.name}"[:120], cap=cap)
        open_places(ctx, unit_id=unit_id, names=(wishes.name[:120],))
    return is_published


def _begin_policy(wishes: Wishes, currency: str, policy_file: Path) -> bool:
    """Lay the starter policy into the data folder, and publish it where its amounts fit the currency."""
    policy_file.write_text(policy_of(wishes.business, name=wishes.name, currency=currency), encoding="utf-8")
    if currency not in LIKE_EUROS:
        return False
    text = document_text(read_policy_file(policy_file))
    publish_policy(shell_context(Role.CX_MANAGER), document=text, note="To begin with.")
    return True


def _code_of(name: str) -> str:
    """A short code for the organisation: its name in small letters."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "organisation"


def _tell(wishes: Wishes, policy_file: Path, is_published: bool) -> None:
    where = os.environ.get("AMENDS_PUBLIC_URL", "the address that `amends serve` says")
    click.echo(f"{wishes.name} is set up. Sign in at {where} with {wishes.email.lower()}.")
    if is_published:
        click.echo(f"The policy it begins with lies in {policy_file}: change it, then")
    else:
        click.echo(
            f"Enter amounts in {wishes.currency.upper()} in {policy_file}; nothing can be given before. Then"
        )
    click.echo(f"  amends policy publish {policy_file} --data {policy_file.parent}")
    click.echo("Colleagues: `amends staff add --help`. Sites and teams: `amends unit add --help`.")
