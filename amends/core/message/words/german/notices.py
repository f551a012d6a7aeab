"""German: short notes to colleagues."""

from __future__ import annotations

from functools import partial

from amends.core.message.template import Stage, Template, written

_text = partial(written, "de")

NOTICES: tuple[Template, ...] = (
    _text(
        "promise_soon",
        Stage.NOTICE,
        "Unter uns: ein Versprechen wird fällig",
        "Bis {{ due }}: {{ what }} ({{ ref }})",
        """
{{ colleague }}, bis {{ due }} ist {{ customer }} versprochen: {{ what }}

Wenn es getan ist, genügt hier ein Tippen:

{{ desk_link }}
""",
    ),
    _text(
        "promise_broken",
        Stage.NOTICE,
        "Unter uns: ein Versprechen wurde nicht gehalten",
        "Nicht gehalten: {{ what }} ({{ ref }})",
        """
{{ colleague }}, {{ customer }} war das versprochen bis {{ due }}, und es ist nicht geschehen: {{ what }}

Der Fall liegt jetzt bei Ihnen. Rufen Sie zuerst an, und bringen Sie es dann in Ordnung:

{{ desk_link }}
""",
    ),
    _text(
        "round_again",
        Stage.NOTICE,
        "Unter uns: es ist noch nicht in Ordnung",
        "Noch nicht in Ordnung: {{ customer }} ({{ ref }})",
        """
{{ colleague }}, {{ customer }} sagt, dass es noch nicht in Ordnung ist: {{ failure }}, {{ occurred }}.

{{ note }}

Der Fall liegt jetzt bei Ihnen, weil er jemand Neues braucht. Rufen Sie zuerst an:

{{ desk_link }}
""",
    ),
    _text(
        "approval_wanted",
        Stage.NOTICE,
        "Unter uns: ein Ja wird gebraucht",
        "Ihr Ja bis {{ due }}: {{ what }} ({{ ref }})",
        """
{{ colleague }}, {{ asked_by }} bittet um Ihr Ja: {{ what }}, für {{ customer }} ({{ failure }}).

{{ stand_in_line }}

{{ note }}

Es wartet bis {{ due }}. Öffnen Sie es angemeldet und entscheiden Sie mit einem Tippen:

{{ desk_link }}
""",
    ),
    _text(
        "approval_soon",
        Stage.NOTICE,
        "Unter uns: ein Ja wird noch gebraucht",
        "Noch offen bis {{ due }}: {{ what }} ({{ ref }})",
        """
{{ colleague }}, {{ asked_by }} wartet noch auf Ihr Ja oder Nein: {{ what }}, für {{ customer }} wegen {{ failure }}.

{{ stand_in_line }}

{{ note }}

Es wartet bis {{ due }}. Öffnen Sie es angemeldet und entscheiden Sie mit einem Tippen:

{{ desk_link }}
""",
    ),
    _text(
        "review_wanted",
        Stage.NOTICE,
        "Unter uns: im Notfall gegeben",
        "Wegen Gefahr gegeben: {{ what }} ({{ ref }})",
        """
{{ colleague }}, jemand war in Gefahr, darum hat {{ asked_by }} ohne zu fragen gegeben: {{ what }}, für \
{{ customer }} wegen {{ failure }}.

{{ stand_in_line }}

{{ note }}

Bitte sehen Sie es bis {{ due }} an und sagen Sie, ob Sie Ja gesagt hätten:

{{ desk_link }}
""",
    ),
    _text(
        "review_yes",
        Stage.NOTICE,
        "Unter uns: im Notfall richtig gegeben",
        "Es war richtig: {{ what }} ({{ ref }})",
        """
{{ colleague }}, {{ asked_by }} hat angesehen, was Sie wegen Gefahr gegeben haben: {{ what }}, für {{ customer }} \
wegen {{ failure }}. Die Antwort wäre Ja gewesen.

{{ note }}

{{ desk_link }}
""",
    ),
    _text(
        "review_no",
        Stage.NOTICE,
        "Unter uns: im Notfall gegeben, anders gesehen",
        "Angesehen: {{ what }} ({{ ref }})",
        """
{{ colleague }}, {{ asked_by }} hat angesehen, was Sie wegen Gefahr gegeben haben: {{ what }}, für {{ customer }} \
wegen {{ failure }}. Es wäre anders entschieden worden:

{{ note }}

Dem Kunden wird nichts genommen. Sprechen Sie darüber: Was hätte Ihnen in dem Moment geholfen?

{{ desk_link }}
""",
    ),
    _text(
        "not_delivered",
        Stage.NOTICE,
        "Unter uns: eine Mail kam nicht an",
        "Sie kam nicht an ({{ ref }})",
        """
{{ colleague }}, eine Nachricht an {{ customer }} konnte nicht zugestellt werden: {{ problem }}

Was darin steht, wissen sie noch nicht. Rufen Sie an, oder berichtigen Sie die Adresse und sagen \
Sie es noch einmal:

{{ desk_link }}
""",
    ),
)
