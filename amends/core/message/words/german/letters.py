"""German: what customers read when the organisation has written no text of its own."""

from __future__ import annotations

from functools import partial

from amends.core.message.template import Stage, Template, written

_text = partial(written, "de")
_SIGNED = """
{{ sender }}
{{ sender_place }}
"""

LETTERS: tuple[Template, ...] = (
    _text(
        "ack",
        Stage.ACK,
        "Wir haben es",
        "Ihre Nachricht ist da ({{ ref }})",
        """
Guten Tag, {{ customer }},

danke, dass Sie uns gesagt haben, {{ what_failed }} ({{ occurred }}). Wenn wir daran etwas falsch \
verstanden haben, sagen Sie es uns, und wir ändern es.

Mein Name ist {{ sender }}, und ich kümmere mich ab jetzt darum. Sie hören von mir bis {{ next_date }}.

Auf Ihrer eigenen Seite sehen Sie jederzeit, wie es steht:

{{ link }}

{{ contact_line }} Ihr Zeichen ist {{ ref }}.
"""
        + _SIGNED,
    ),
    _text(
        "response",
        Stage.RESPONSE,
        "Was wir bisher wissen",
        "Was wir bisher wissen ({{ ref }})",
        """
Guten Tag, {{ customer }},

es tut mir leid, {{ what_failed }} ({{ occurred }}). {{ impact_line }}

{{ late_line }}

Das wissen wir bisher: {{ happened }}

Ich gehe dem weiter nach, und Sie hören von mir bis {{ next_date }}, was wir tun können.

{{ contact_line }} Ihr Zeichen ist {{ ref }}.
"""
        + _SIGNED,
    ),
    _text(
        "offer_upheld",
        Stage.FINAL,
        "Was wir tun: es war unser Fehler",
        "Was wir tun ({{ ref }})",
        """
Guten Tag, {{ customer }},

es tut mir leid, {{ what_failed }} ({{ occurred }}). Das war unser Fehler, und wir übernehmen die \
Verantwortung dafür. {{ impact_line }}

{{ late_line }}

{{ owed_lines }}

{{ remedy_lines }}

{{ promise_lines }}

{{ voucher_lines }}

{{ choice_line }}

{{ link }}

Danke, dass Sie es uns gesagt haben. Bis {{ next_date }} frage ich Sie, ob es dann in Ordnung ist. \
{{ contact_line }} Ihr Zeichen ist {{ ref }}.

{{ rights_line }}
"""
        + _SIGNED,
    ),
    _text(
        "offer_sympathy",
        Stage.FINAL,
        "Was wir tun: nicht unser Fehler, oder nicht geklärt",
        "Was wir tun ({{ ref }})",
        """
Guten Tag, {{ customer }},

Sie haben uns gesagt, {{ what_failed }} ({{ occurred }}). Es tut mir leid, dass Sie das erlebt haben. \
{{ impact_line }}

{{ late_line }}

{{ owed_lines }}

{{ remedy_lines }}

{{ promise_lines }}

{{ voucher_lines }}

{{ choice_line }}

{{ link }}

Danke, dass Sie es uns gesagt haben. Bis {{ next_date }} frage ich Sie, ob es dann in Ordnung ist. \
{{ contact_line }} Ihr Zeichen ist {{ ref }}.

{{ rights_line }}
"""
        + _SIGNED,
    ),
    _text(
        "offer_reminder",
        Stage.NOTICE,
        "Ihre Wahl ist noch offen",
        "Ihre Wahl ist offen bis {{ choose_until }} ({{ ref }})",
        """
Guten Tag, {{ customer }},

wir wissen, {{ what_failed }} ({{ occurred }}), und wir haben Ihnen dafür etwas angeboten. \
Sie haben noch nicht gewählt, und das ist in Ordnung: es ist offen bis {{ choose_until }}.

{{ link }}

{{ contact_line }}
"""
        + _SIGNED,
    ),
    _text(
        "voucher",
        Stage.NOTICE,
        "Ihr Gutschein",
        "Ihr Gutschein: {{ voucher_name }} ({{ ref }})",
        """
Guten Tag, {{ customer }},

hier ist Ihr Gutschein: {{ voucher_name }}. Der Code ist

{{ voucher }}

Er gilt bei {{ unit }}{{ voucher_until }}. Zeigen Sie diese Mail, nennen Sie den Code, oder öffnen \
Sie Ihre Seite und lassen Sie ihn scannen:

{{ link }}

{{ contact_line }}
"""
        + _SIGNED,
    ),
    _text(
        "follow_up",
        Stage.FOLLOW_UP,
        "Ist es jetzt in Ordnung?",
        "Ist es jetzt in Ordnung? ({{ ref }})",
        """
Guten Tag, {{ customer }},

wir wissen, {{ what_failed }} ({{ occurred }}). Ich möchte von Ihnen wissen, ob es \
jetzt in Ordnung ist. Ja, teilweise oder nein: ein Tippen auf Ihrer Seite sagt es mir.

{{ link }}

Wenn noch etwas nicht stimmt, antworten Sie auf diese Mail, und jemand mit mehr Befugnis als ich \
sieht es sich noch einmal an.
"""
        + _SIGNED,
    ),
    _text(
        "follow_up_again",
        Stage.FOLLOW_UP,
        "Ist es jetzt in Ordnung? (noch einmal)",
        "Ist es jetzt in Ordnung? Ein Tippen genügt ({{ ref }})",
        """
Guten Tag, {{ customer }},

wir wissen, {{ what_failed }} ({{ occurred }}). Ich habe noch nichts von Ihnen gehört, und \
nur Sie können sagen, ob es jetzt in Ordnung ist:

{{ link }}

Ja, teilweise oder nein, ein Tippen genügt. {{ contact_line }}
"""
        + _SIGNED,
    ),
    _text(
        "confirm_yes",
        Stage.FOLLOW_UP,
        "Sie sagten, es ist in Ordnung",
        "Sie sagten, dass es jetzt in Ordnung ist ({{ ref }})",
        """
Guten Tag, {{ customer }},

wir wissen, {{ what_failed }} ({{ occurred }}). {{ told_by }} hat am {{ told_on }} notiert, \
dass es für Sie jetzt in Ordnung ist. Stimmt das? Ein Tippen bestätigt es, und auf derselben Seite können Sie sagen, \
dass es nicht so ist.

{{ link }}

{{ contact_line }}
"""
        + _SIGNED,
    ),
    _text(
        "new_link",
        Stage.NOTICE,
        "Ein neuer Link zu Ihrer Seite",
        "Ein neuer Link zu Ihrer Seite ({{ ref }})",
        """
Guten Tag, {{ customer }},

jemand hat einen älteren Link zu Ihrer Seite geöffnet, der abgelaufen war. Hier ist ein neuer:

{{ link }}

Wenn Sie das nicht waren, müssen Sie nichts tun: niemand hat etwas gesehen.
"""
        + _SIGNED,
    ),
)
