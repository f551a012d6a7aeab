"""German: a starting lexicon of the same kind as the English one, formal and informal address alike."""

from __future__ import annotations

import re

from amends.core.apology.lexicon import Lexicon, any_of
from amends.core.apology.wording import words

_WE = r"(?:wir|ich)"
_FEELING = (
    r"(?:ärger\w*|geärgert|verärgert|enttäusch\w*|frustrier\w*|belast\w*|anstreng\w*|müde|erschöpf\w*|sorge\w*"
    r"|gestresst"
    r"|stressig|unangenehm|peinlich|verletz\w*|wütend|wut|aufregend|aufgeregt|zumutung|mühsam|hart|schlimm)"
)
_REVIEW = r"(?:bewertung\w*|rezension\w*|beitr[aä]g\w*|posts?|kommentar\w*|beschwerde\w*|sterne?)"
_IF = (
    r"(?:wenn (?:sie|du)|sofern (?:sie|du)|falls (?:sie|du)|unter der bedingung|im gegenzug|vorausgesetzt"
    r"|sobald (?:sie|du))"
)

_MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "januar jänner jan",
            "februar feber feb",
            "märz",
            "april apr",
            "mai",
            "juni jun",
            "juli jul",
            "august aug",
            "september sept sep",
            "oktober okt",
            "november nov",
            "dezember dez",
        ],
        1,
    )
    for name in names.split()
}
_MONTH_NAMES = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY = r"(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag)"
_WHEN = (
    rf"(?:(?:{_DAY}|heute|morgen|übermorgen|\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}\. ?(?:{_MONTH_NAMES}|\d{{1,2}}\.)"
    r"|(?:innerhalb|binnen) (?:von )?(?:einer|eines|\w+|\d+) (?:minuten?|stunden?|tage[ns]?|werktage[ns]?|wochen?)"
    r"|in (?:\w+|\d+) (?:minuten?|stunden?|tagen?|wochen?)|\d{1,2}[:.]\d{2}(?: uhr)?|\d{1,2} uhr|mittag"
    r"|mitternacht)\b)"
)


def _syllables(word: str) -> int:
    return max(1, len(re.findall(r"[aeiouäöüy]+", word)))


def _wiener_sachtext(sentences: list[str]) -> float:
    """The school grade by the first Wiener Sachtextformel (Bamberger & Vanecek 1984)."""
    all_words = [word for sentence in sentences for word in words(sentence)]
    if not all_words:
        return 0.0
    count = len(all_words)
    syllables = [_syllables(word) for word in all_words]
    three_or_more = 100 * sum(number >= 3 for number in syllables) / count
    one = 100 * sum(number == 1 for number in syllables) / count
    long_words = 100 * sum(len(word) > 6 for word in all_words) / count
    return (
        0.1935 * three_or_more + 0.1672 * count / len(sentences) + 0.1297 * long_words - 0.0327 * one - 0.875
    )


GERMAN = Lexicon(
    language="de",
    regret=any_of(
        r"(?:tut|tat) (?:mir|uns) (?:\w+ ){0,3}leid\b",
        r"entschuldig(?:e|en|ung|t)\b",
        r"bedauer(?:e|n|t|lich)\b",
        r"bitte[n]? (?:\w+ ){0,4}um verzeihung\b",
    ),
    responsibility=any_of(
        rf"{_WE} (?:übernehme[n]?|trage[n]?) (?:\w+ ){{0,3}}verantwortung\b",
        r"(?:das|dies|es) (?:war|ist) (?:(?!nicht|kein)\w+ ){0,2}(?:unser|mein) (?:fehler|versäumnis|verschulden)\b",
        r"(?:unser|mein) (?:eigener )?(?:fehler|versäumnis)\b",
        r"(?:liegt|lag) (?:bei|an) uns\b",
        rf"{_WE} (?:hätte[n]?|habe[n]?|haben) (?:[^.!?\n]{{0,60}})(?:sollen|müssen|versäumt|vergessen|übersehen"
        rf"|falsch gemacht"
        r"|einen fehler gemacht|enttäuscht|im stich gelassen|nicht (?:geprüft|zurückgestellt|gehalten|angerufen"
        r"|gebracht"
        r"|geliefert|ausgeschaltet|kontrolliert))\b",
        r"hätte(?:n)? (?:wir|ich) [^.!?\n]{0,60}(?:sollen|müssen)\b",
    ),
    repair=any_of(
        rf"{_WE} (?:erstatte[n]?|ersetze[n]?|schicke[n]?|bringe[n]?|schenke[n]?|gebe[n]?|biete[n]?|buche[n]?"
        rf"|repariere[n]?"
        r"|liefere[n]?|zahle[n]?|verlege[n]?|lade[n]?|übernehme[n]? die kosten)\b",
        rf"{_WE} (?:habe[n]?|werde[n]?) [^.!?\n]{{0,80}}(?:erstatte[nt]|ersetz\w+|geschickt|schicken|gebracht"
        rf"|bringen|gutgeschrieben"
        r"|gutschreiben|repariert|reparieren|geliefert|liefern|gebucht|buchen|verlegt|bereitgestellt|vorbereitet)\b",
        r"(?:sie|du) (?:erhalten|erhältst|bekommen|bekommst|finden|findest)\b",
        r"(?:hier ist|anbei (?:ist|finden sie)) (?:\w+ )?(?:gutschein|gutschrift|erstattung)\b",
        r"um (?:das|es) wieder ?gut ?zu ?machen\b",
        r"(?:sie|du) (?:können|kannst|dürfen|darfst) [^.!?\n]{0,30}(?:wählen|aussuchen)\b",
    ),
    explanation=any_of(
        r"(?:der grund|die ursache) (?:war|ist|dafür)\b",
        r"(?:weil|da) (?:unser\w*|wir|der|die|das|ein\w*|niemand)\b",
        r"was passiert ist\b",
        rf"{_WE} (?:habe[n]? (?:\w+ ){{0,3}}(?:herausgefunden|geprüft|festgestellt)|stellte[n]? fest)\b",
        r"(?:wurde|wurden) (?:\w+ ){0,4}(?:verursacht|ausgelöst)\b",
    ),
    forbearance=any_of(
        r"(?:nicht|nie) (?:wieder|mehr|noch einmal) (?:vor(?:kommen|kommt)|passier\w+|geschehen|geschieht)\b",
        rf"{_WE} (?:habe[n]?) [^.!?\n]{{0,60}}(?:geändert|eingeführt|geschult|umgestellt|angepasst|ergänzt)\b",
        r"(?:ab jetzt|von nun an|künftig|seither|ab sofort)\b",
        rf"{_WE} (?:prüfen|prüfe|kontrollieren|kontrolliere|fragen|frage) (?:jetzt|nun)\b",
    ),
    forgiveness=any_of(r"verzeih\w*", r"vergeb\w*", r"(?:unsere|meine) entschuldigung (?:an|anzu)nehmen\b"),
    feeling=any_of(
        rf"(?:verstehe[n]?|verständlich\w*|nachvollzieh\w*|vorstellen|weiß|wissen|kein wunder|zu recht"
        rf"|wie)\b[^.!?\n]{{0,80}}\b"
        rf"{_FEELING}",
        rf"(?:sie|du) (?:sind|waren|bist|warst|haben sich|hast dich)[^.!?\n]{{0,40}}\b{_FEELING}",
        rf"{_FEELING}[^.!?\n]{{0,40}}\b(?:verstehe[n]?|nachvollziehen|vorstellen)\b",
    ),
    thanks=any_of(r"dank\w*", r"dankbar\b"),
    thanks_for_raising=any_of(
        r"dank\w*[^.!?\n]{0,20}(?:,? dass (?:sie|du)[^.!?\n]{0,40}(?:gesagt|gemeldet|geschrieben|angerufen"
        r"|gewandt|mitgeteilt"
        r"|erzählt)|für (?:ihre|deine|die) (?:\w+ )?(?:nachricht|geduld|offenheit|rückmeldung|worte|zeilen"
        r"|mitteilung|hinweis"
        r"|anruf))\b"
    ),
    denial=re.compile(r"(?:\bnicht|\bkein|\bkeine|\bfalls|\bob|\bwenn) (?:dass |das |es )?$", re.IGNORECASE),
    non_apology=any_of(
        r"(?:leid|entschuldig\w+|bedauer\w+),? (?:wenn|falls|sollte[n]?|dass (?:sie|du) (?:sich|dich)[^.!?\n]{0,30}"
        r"(?:fühl\w+|empf\w+)|aber)\b",
        r"(?:etwaige|mögliche|eventuelle|allfällige|jegliche)\w* (?:unannehmlichkeit\w*|umstände"
        r"|ärger)(?: zu entschuldigen)?\b",
        r"für (?:die|etwaige) unannehmlichkeiten\b",
        r"(?:es )?(?:wurden|sind) fehler (?:gemacht|passiert|unterlaufen)\b",
        r"sollten (?:sie|wir) [^.!?\n]{0,40}(?:verärgert|unzufrieden|verletzt)\b",
    ),
    blame=any_of(
        r"(?:sie|du) (?:hätten|hättest|haben es versäumt|haben leider|hast leider|haben vergessen|hast vergessen)\b",
        r"laut unseren (?:richtlinien|bedingungen|agb)\b",
        r"(?:sie|du) (?:müssen|musst) verstehen\b",
        r"wie (?:wir|ich) (?:\w+ )?(?:gesagt|erklärt|mitgeteilt)\b",
        r"(?:ihr|dein) (?:eigener )?fehler\b",
    ),
    excuse=any_of(
        r"(?:aufgrund|wegen) (?:\w+ ){0,2}(?:hoh\w+|unvorhergesehen\w+|technisch\w+|personal\w*|umständ\w+|krank\w*)",
        r"höhere gewalt\b",
        r"personalmangel\w*",
        r"(?:sehr|besonders|ungewöhnlich|extrem) viel los\b",
        r"kann (?:schon )?(?:mal )?passieren\b",
    ),
    condition=any_of(
        rf"{_IF}[^.!?\n]{{0,60}}\b{_REVIEW}\b[^.!?\n]{{0,40}}\b(?:lösch\w+|entfern\w+|änder\w+|zurückzieh\w+"
        rf"|zurücknehm\w+|gelöscht"
        r"|entfernt|geändert)\b",
        rf"{_IF}[^.!?\n]{{0,60}}\b(?:stillschweigen|vertraulich|nicht (?:weiter)?(?:erzählen|sagen|teilen"
        rf"|veröffentlichen))\b",
        rf"{_IF}[^.!?\n]{{0,60}}\b(?:verzicht\w+|aufgeb\w+|zurückzieh\w+)\b",
        r"zur abgeltung (?:aller|sämtlicher)\b",
        r"verzichten (?:sie|du) [^.!?\n]{0,30}\b(?:recht\w*|ansprüch\w*|forderung\w*)\b",
    ),
    replaces_owed=any_of(
        r"(?:anstelle|anstatt|statt) (?:der |einer |ihrer |deiner |von )?(?:gesetzlich\w+ )?(?:erstattung"
        r"|rückerstattung|entschädigung"
        r"|rückzahlung)\b"
    ),
    cause=any_of(
        r"weil (?:unser\w*|der|die|das|ein\w*|niemand|jemand|es)\b",
        r"weil wir [^.!?\n]{0,60}(?:haben|hatten|waren)\b",
        r"(?:der grund (?:war|ist|dafür)|die ursache (?:war|ist))\b",
        r"(?:passiert|geschehen|war|waren|wurde|wurden|ist|sind|verspätet|ausgefallen)\b[^.!?\n]{0,60}\b(?:weil"
        r"|wegen|aufgrund)\b",
        r"(?:verursacht|ausgelöst) (?:durch|von|wurde)\b",
    ),
    cause_open=any_of(
        r"(?:noch nicht|noch unklar|noch offen|wissen (?:wir|ich) (?:noch )?nicht|herausfinden|sobald (?:wir"
        r"|ich) (?:es )?wissen)\b",
        r"schreibe[n]? (?:ihnen|dir)?,? ?weil\b",
    ),
    never_again=any_of(
        r"(?:nicht|nie) (?:wieder|mehr|noch einmal) (?:vor(?:kommen|kommt)|passier\w+|geschehen|geschieht)\b",
        r"(?:dafür sorgen|sicherstellen|sorgen dafür|stellen sicher),? dass (?:das|dies"
        r"|so etwas)[^.!?\n]{0,40}\b(?:nicht|nie)\b",
        r"(?:verspreche[n]?|garantiere[n]?)[^.!?\n]{0,40}\b(?:nicht|nie)\b[^.!?\n]{0,20}\b(?:wieder|mehr)\b",
    ),
    gift=any_of(
        r"(?:erstatt|gutschein|gutschrift|ersatz|entschädig|rabatt|upgrade|geschenk|gratis|kostenlos|rückzahlung)\w*"
    ),
    delay=any_of(
        r"(?:lange[nr]?|späte[nr]?) (?:\w+ )?(?:warte\w*|antwort|verzögerung|wartezeit)\b",
        r"(?:verzögerung|wartezeit|warten|gewartet|warten lassen)\b",
        r"(?:so|zu|erst) (?:spät|lange|jetzt)\b",
        r"(?:später|länger) als\b",
    ),
    reply_route=any_of(
        r"(?:antworten|antworte|schreiben|schreib) (?:sie |du )?(?:mir|uns|einfach|direkt|auf|gern\w*|hier)\b",
        r"(?:rufen|ruf|erreichen|erreichst|kontaktieren) (?:sie |du )?(?:mich|uns)\b",
        r"(?:am empfang|an der rezeption|an der kassa|am schalter)\b",
        r"https?://\S",
        r"\{link:[\w-]+\}",
        r"[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{1,100}",
        r"\+?\d[\d ()/-]{6,24}\d",
    ),
    next_step=any_of(
        rf"(?:werde[nt]?|wird|kann|können|soll\w*|rufe|ruft|rufen|melde[nt]?|schreibe[nt]?|frage[nt]?"
        rf"|bringe[nt]?|bringt"
        rf"|komme[nt]?|kommt|sende[nt]?|schicke[nt]?|antworte[nt]?|hören|hörst|erhalten"
        rf"|erhältst)\b[^.!?\n]{{0,100}}?\b{_WHEN}",
        rf"(?:bis|spätestens|ab)\s(?:zum |am |um |spätestens )*{_WHEN}",
        rf"{_WHEN}[^.!?\n]{{0,40}}\b(?:werde[nt]?|wird|rufe|melde|schreibe|frage|bringe|bringt|komme|sende"
        rf"|schicke)\b",
    ),
    first_person=any_of(r"(?:wir|ich|uns|unser\w*|mir|mich|mein\w*)\b"),
    passive=any_of(r"(?:wurde|wurden|worden|wird|werden)\b"),
    greeting=re.compile(
        r"\A\s*(?:sehr geehrte[rs]?|liebe[rs]?|guten (?:tag|morgen|abend)|hallo"
        r"|grüß gott),?[ \t]+(?P<name>(?:(?:liebe|werte|geschätzte)[rs]? )?(?-i:[A-ZÄÖÜ])[^,:\n.!]{1,200})",
        re.IGNORECASE,
    ),
    generic_name=any_of(
        r"(?:damen und herren|(?:werte[rs]? |liebe[rs]? |geschätzte[rs]? )?(?:kund\w+|gast|gäste|fluggast|fluggäste"
        r"|passagier\w*)|alle|zusammen)\b"
    ),
    honorifics=frozenset("frau herr herrn dr mag prof dipl ing familie und".split()),
    months=_MONTHS,
    currency_words={"euro": "EUR", "franken": "CHF", "pfund": "GBP", "dollar": "USD", "yen": "JPY"},
    grade=_wiener_sachtext,
)
