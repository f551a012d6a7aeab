"""The threads of the history: each case is a generator that acts, says when it goes on, and is sent that moment.

A thread that has not come to its end when the present is reached stays as it is: that is the work of today.
"""

from __future__ import annotations

import random
from collections.abc import Generator
from datetime import datetime, timedelta

from amends.commands.casework.finish_closing_task import finish_closing_task
from amends.commands.casework.reclassify_case import reclassify_case
from amends.commands.casework.withdraw_case import withdraw_case
from amends.commands.decision.decide_case import decide_case
from amends.core.offer.arguments import Choice
from amends.core.policy.envelope import Envelope
from amends.core.policy.line import GestureLine
from amends.entrypoints.cli.demonstration.fate import Fate, Plan
from amends.entrypoints.cli.demonstration.house import in_the_day
from amends.entrypoints.cli.demonstration.world import World
from amends.entrypoints.cli.starter import failure_types

Thread = Generator[datetime, datetime, None]


class Case:
    """One case on its way."""

    def __init__(self, world: World, plan: Plan) -> None:
        self.world, self.plan = world, plan
        self.chance = random.Random(plan.seed)  # noqa: S311 - repeats on purpose
        self.ref = ""
        self.who = plan.hears or (plan.site.lead if plan.form else plan.site.hears(plan.at))

    def run(self) -> Thread:
        """From the customer's words to wherever their fate leads."""
        yield from self._looked_after(self._heard())

    def _looked_after(self, at: datetime) -> Thread:
        """From when it was heard on."""
        fate = self.plan.fate
        if fate is Fate.LEFT_LYING:
            return
        at = yield self._later(at, 60, 900, day=True) if self.plan.form else self._later(at, 2, 7)
        if fate is Fate.WITHDRAWN:
            withdraw_case(
                self.world.cast.colleague(self.who, at), case_ref=self.ref, words=self.plan.answers[0]
            )
            return
        if fate is Fate.NO_COMPLAINT:
            self._reclassify(at)
            return
        shown = self._look(at)
        if shown.verdict.severity >= 3:
            at = yield from self._reviewed(at)
            shown = self._look(at)
        if not (yield from self._put_right(at, shown)):
            return
        if fate is Fate.BROKEN:
            at = yield at + timedelta(days=1)
            at = yield from self._again(at)
            yield from self._second_answer(at, self.plan.answers[1])
            return
        yield from self._asked()

    # ---- the parts

    def _heard(self) -> datetime:
        plan, world = self.plan, self.world
        if plan.form:
            self.ref = world.write(plan.site.unit, plan.form, plan.visitor, plan.told, plan.at)
            if plan.told.facts:
                world.note(world.cast.colleague(self.who, plan.at), self.ref, plan.told.facts)
            return plan.at
        told = [plan.told]
        (self.ref,) = world.log(self.who, plan.site.unit, plan.visitor, told, plan.at, plan.channel)
        return plan.at

    def _reclassify(self, at: datetime) -> None:
        reclassify_case(
            self.world.cast.colleague(self.who, at),
            case_ref=self.ref,
            origin="feedback",
            reason="They only wanted us to know.",
            no_dissatisfaction=True,
            told=True,
        )

    def _reviewed(self, at: datetime) -> Generator[datetime, datetime, datetime]:
        """Somebody who was not there looks into it."""
        self.who = self.plan.site.lead
        at = yield self._later(at, 20, 300, day=True)
        self.world.review(
            self.world.cast.colleague(self.who, at),
            self.ref,
            plan="Speak with those who were there, then with the customer.",
            found=self._found(),
            cause=self.plan.learned[0],
        )
        return (yield self._later(at, 30, 600, day=True))

    def _found(self) -> dict[str, object]:
        """The five core facts, as the talk with everybody gives them."""
        kind = next(
            each for each in failure_types(self.plan.site.business) if each.code == self.plan.told.failure
        )
        return {
            "expectation_not_met": kind.usual_expectation,
            "what_transpired": self.plan.told.words,
            "who_involved": "The customer, and those of us who were on shift.",
            "impact": "It spoilt the day that they had come for.",
            "remedy_sought": self.plan.told.wants or "None stated.",
        }

    def _put_right(self, at: datetime, shown: Envelope) -> Generator[datetime, datetime, bool]:
        """Give, tell, let them choose, and keep what was promised; False when the story stops here."""
        plan, world = self.plan, self.world
        ctx = world.cast.colleague(self.who, at)
        spoken = not plan.form and self.who != plan.site.lead
        lines = self._chosen(shown)
        if not lines and not shown.owed:
            why = "Heard, and thanked for telling us."
            decide_case(ctx, case_ref=self.ref, finding="no_fault_sympathy", reason=why, spoken=True)
            return True
        made = world.give(ctx, self.ref, [self._choice(line) for line in lines], spoken=spoken, shown=shown)
        if made.approval_id is not None:
            if plan.fate is Fate.WAITS:
                return False
            at = yield self._later(at, 6, 40)
            world.approve(self._approver(lines[0].approver), made.approval_id, at)
            spoken = False
        if not spoken:
            world.tell(world.cast.colleague(self.who, at), self.ref)
        world.deliver(at)
        is_open = made.state == "offered" or made.approval_id is not None
        for offer in world.waiting(plan.site.lead, self.ref, at) if is_open else ():
            at = yield self._later(at, 30, 1500, day=True) if not spoken else self._later(at, 1, 4)
            chooser = world.guest(self.ref, plan.visitor.email, at) or world.cast.colleague(self.who, at)
            if plan.fate is Fate.DECLINED:
                world.decline(chooser, offer.id, plan.answers[0])
                return True
            world.accept(chooser, offer.id, self.chance.randrange(len(offer.options)))
        if shown.owed or any(line.promises or line.points for line in lines):
            yield from self._kept(at, but_first=plan.fate is Fate.BROKEN)
        return True

    def _kept(self, at: datetime, *, but_first: bool = False) -> Thread:
        """Whoever promised something does it, and finance pays what is to be paid; `but_first`: one is forgotten."""
        plan, world = self.plan, self.world
        for promise in world.promises(plan.site.lead, self.ref, at)[1 if but_first else 0 :]:
            in_time = min((promise.due_at - at) * 0.6, timedelta(minutes=90))
            at = yield at + max(in_time, timedelta(minutes=5))
            world.keep(world.cast.named(promise.owner_name, at), promise.id)
        if world.payments(plan.site.lead, self.ref, at):
            at = yield self._later(at, 900, 4000, day=True)
            world.pay(plan.site.lead, "fiona", self.ref, at)

    def _asked(self) -> Thread:
        """Spend what can be spent, and answer when asked."""
        plan, world = self.plan, self.world
        at = yield self._later(plan.at, 600, 4000, day=True)
        email = plan.visitor.email
        for code in world.codes(self.ref, email)[:1]:
            if self.chance.random() < 0.6:
                world.redeem(plan.site.till, plan.site.unit, code, at)
        if plan.fate is Fate.SILENT:
            return
        for _ in range(60):
            if world.times_asked(self.ref, email):
                break
            at = yield self._later(at, 300, 480)
        else:
            return
        at = yield self._later(at, 20, 1700, day=True)
        first, last = plan.answers
        if plan.fate is Fate.SAID_YES:
            world.answer(world.cast.colleague(self.who, at), self.ref, "yes", first, rating=None, spoken=True)
            return
        if plan.fate in (Fate.PARTLY, Fate.NO):
            self._say(plan.fate.name.lower(), first, at, rating=2)
            at = yield from self._again(at)
            yield from self._second_answer(at, last)
            return
        words = last if plan.fate is Fate.DECLINED else first
        if self._say("yes", words, at, rating=self.chance.choice((4, 4, 5, 5, 5))) == "closed":
            yield from self._learned(at)

    def _again(self, at: datetime) -> Generator[datetime, datetime, datetime]:
        """Another round: somebody fresh and more senior calls, finds what lies behind it, and puts it right."""
        world = self.world
        at = yield self._later(at, 40, 200, day=True)
        senior = world.cast.colleague(self._senior(), at)
        world.note(
            senior, self.ref, {**self._found(), "impact": "They had to come back to us a second time."}
        )
        world.settle(senior, self.ref, cause=self.plan.learned[0])
        shown = world.look(senior, self.ref)
        lines = [line for line in shown.may_give if line.gesture_code == "personal_call"]
        world.give(
            senior,
            self.ref,
            [Choice(line.gesture_code) for line in lines],
            spoken=True,
            shown=shown,
            with_owed=False,
            why="They wish to be spoken to.",
        )
        yield from self._kept(at)
        return at

    def _second_answer(self, at: datetime, words: str) -> Thread:
        asked_before = self.world.times_asked(self.ref, self.plan.visitor.email)
        for _ in range(60):
            at = yield self._later(at, 500, 700, day=True)
            if self.world.times_asked(self.ref, self.plan.visitor.email) > asked_before:
                break
        at = yield self._later(at, 60, 900, day=True)
        if self._say("yes", words, at, rating=4) == "closed":
            yield from self._learned(at)

    def _learned(self, at: datetime) -> Thread:
        """The closing questions, in half of the cases at once; the others wait until they are late."""
        if self.chance.random() < 0.5:
            return
        at = yield self._later(at, 600, 6000, day=True)
        cause, action = self.plan.learned
        finish_closing_task(
            self.world.cast.colleague(self.plan.site.lead, at),
            case_ref=self.ref,
            root_cause=cause,
            is_systemic=bool(action),
            action_note=action,
        )

    # ---- small things

    def _senior(self) -> str:
        """Who takes over when it failed again: the next one up from whoever had it first."""
        return self.plan.site.senior if self.plan.form else self.plan.site.lead

    def _approver(self, level: str) -> str:
        """Who may say yes on that level and did not ask."""
        if level == "L3":
            return "fiona"
        return self._senior() if level == "L1" and self.who != self._senior() else "clara"

    def _look(self, at: datetime) -> Envelope:
        return self.world.look(self.world.cast.colleague(self.who, at), self.ref)

    def _say(self, said: str, words: str, at: datetime, *, rating: int) -> str:
        """The customer's answer by their link; the state of the case."""
        guest = self.world.guest(self.ref, self.plan.visitor.email, at)
        return "" if guest is None else self.world.answer(guest, self.ref, said, words, rating=rating)

    def _chosen(self, envelope: Envelope) -> list[GestureLine]:
        """One gesture, or two to choose from; a waiting fate asks for what needs a yes."""
        if self.plan.fate is Fate.WAITS:
            return list(envelope.needs_approval[:1])
        wanted = [line for line in envelope.may_give if line.gesture_code == self.plan.gesture]
        if wanted:
            return wanted
        lines = [line for line in envelope.may_give if line.fits] or list(envelope.may_give)
        if self.plan.fate is Fate.BROKEN or not self.plan.visitor.email:
            return [line for line in lines if line.promises][:1]
        if self.plan.fate is Fate.DECLINED:
            lines = [line for line in lines if line.needs_acceptance and not line.promises] or lines
        priced = [line for line in lines if line.face is not None or line.open_min is not None]
        self.chance.shuffle(priced)
        if len(priced) >= 2 and self.chance.random() < 0.45:
            return priced[:2]
        return priced[:1] or lines[:1]

    def _choice(self, line: GestureLine) -> Choice:
        if line.face is not None or line.open_min is None:
            return Choice(line.gesture_code)
        most = line.own_limit or line.open_max or line.open_min
        middle = max(line.open_min.minor, min(most.minor, (line.open_min.minor + most.minor) // 2))
        return Choice(line.gesture_code, middle // 100 * 100 or middle)

    def _later(self, at: datetime, least: int, most: int, *, day: bool = False) -> datetime:
        """Some minutes after `at`; with `day` not in the night."""
        moment = at + timedelta(minutes=self.chance.randint(least, most))
        return in_the_day(moment, self.chance) if day else moment
