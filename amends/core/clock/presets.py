"""External clocks, shipped as presets. Whether one applies to a case is for its user to judge."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from amends.core.clock.deadline import DueRule, Start, Unit
from amends.core.refusal import Kind, Refusal
from amends.core.text import gettext_noop


class PresetUnknown(Refusal):
    """A set of external rules that is not shipped."""

    code = "preset_unknown"
    kind = Kind.INVALID
    message = gettext_noop("There is no preset %(preset)s. The presets are: %(known)s.")


_OFCOM_CHANGE = date(2026, 4, 8)

PRESETS: Mapping[str, tuple[DueRule, ...]] = MappingProxyType(
    {
        "general": (),
        # FCA Handbook DISP 1.5 (summary resolution), 1.6.2 (final response), 2.8.2 (six months to refer)
        "uk_fca_disp": (
            DueRule("uk_fca_disp.1.5", "summary_resolution", 3, Unit.WORKING_DAYS, statutory=True),
            DueRule("uk_fca_disp.1.6.2", "final_response", 8, Unit.WEEKS, statutory=True),
            DueRule("uk_fca_disp.referral", "referral", 6, Unit.MONTHS, Start.FINAL_RESPONSE, statutory=True),
        ),
        # Ofcom: letter about dispute resolution after 6 weeks from 8 April 2026, after 8 weeks before
        "uk_ofcom": (
            DueRule(
                "uk_ofcom.adr.8w", "adr_letter", 8, Unit.WEEKS, statutory=True, valid_until=_OFCOM_CHANGE
            ),
            DueRule("uk_ofcom.adr.6w", "adr_letter", 6, Unit.WEEKS, statutory=True, valid_from=_OFCOM_CHANGE),
        ),
        # 14 CFR 259.7 (acknowledgement and substantive answer), 14 CFR 260 (refunds)
        "us_dot_air": (
            DueRule("us_dot_air.259.7.ack", "acknowledge", 30, Unit.DAYS, statutory=True),
            DueRule("us_dot_air.259.7.response", "respond", 60, Unit.DAYS, statutory=True),
            DueRule(
                "us_dot_air.refund.card",
                "refund_card",
                7,
                Unit.WORKING_DAYS,
                Start.REFUND_OWED,
                statutory=True,
            ),
            DueRule(
                "us_dot_air.refund.other", "refund_other", 20, Unit.DAYS, Start.REFUND_OWED, statutory=True
            ),
        ),
        "us_cfpb": (
            DueRule("us_cfpb.response", "respond", 15, Unit.DAYS, statutory=True),
            DueRule("us_cfpb.final", "final_response", 60, Unit.DAYS, statutory=True),
        ),
        # Regulation 261/2004 sets amounts (a matter of policy tables) and no clock for answering
        "eu_261": (),
    }
)
"""The rules of each preset; amounts are policy, never here."""


def preset_rules(preset: str, *, field: str | None = "preset") -> tuple[DueRule, ...]:
    """The clocks of a preset; raises `PresetUnknown` at `field`."""
    if preset not in PRESETS:
        raise PresetUnknown(field=field, preset=preset[:40], known=", ".join(PRESETS))
    return PRESETS[preset]
