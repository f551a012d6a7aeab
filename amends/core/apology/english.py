"""English: a starting lexicon, to be validated on coded messages before its scores are shown to anybody's lead."""

from __future__ import annotations

import re

from amends.core.apology.lexicon import Lexicon, any_of
from amends.core.apology.wording import words

_WE = r"(?:we|i)"
_WE_WILL = rf"{_WE}(?:['’]ll| will| can| shall|['’]d like to| would like to|['’]m going to| am going to)"
_WE_HAVE = rf"{_WE}(?:['’]ve| have)(?: now| already| since)?"
_DO_RIGHT = (
    r"(?:refund|credit|replace|repair|fix|mend|send|give|offer|put|arrange|book|bring|change|move|deliver|return"
    r"|pay|cancel|waive|reimburse|correct|redo|repeat|upgrade|invite|leave|add|make)"
)
_DONE_RIGHT = (
    r"(?:refunded|credited|replaced|repaired|fixed|mended|sent|given|offered|put|arranged|booked|brought"
    r"|moved|delivered|returned|paid|cancelled|waived|reimbursed|corrected|redone|repeated|upgraded|set aside)"
)
_FEELING = (
    r"(?:frustrat\w*|upset\w*|disappoint\w*|annoy\w*|ang(?:ry|er)|stress\w*|tir(?:ed|ing)|exhaust\w*|worr\w*"
    r"|unsettl\w*|distress\w*|embarrass\w*|let down|unpleasant|alarming|miserable|hurt\w*|unfair|hard|awful"
    r"|difficult)"
)
_NOT_YET = r"(?:do not yet|don['’]t yet|do not|don['’]t|cannot yet|can['’]t yet|are still|am still|will)"
_REVIEW = r"(?:reviews?|ratings?|posts?|comments?|tweets?|complaints?|feedback|stars?)"
_IF = (
    r"(?:if you|provided (?:that )?you|on condition|in exchange for|in return for|once you|as long as you"
    r"|subject to)"
)

_MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sep sept",
            "october oct",
            "november nov",
            "december dec",
        ],
        1,
    )
    for name in names.split()
}
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_CLOCK = r"\d{1,2}[:.]\d{2}|\d{1,2} ?(?:am|pm|a\.m\.|p\.m\.|o['’]clock)|noon|midnight"
_MONTH_NAMES = "|".join(sorted(_MONTHS, key=len, reverse=True))
_WHEN = (
    rf"(?:{_DAY}|today|tonight|tomorrow|this (?:morning|afternoon|evening|week)|\d{{4}}-\d{{2}}-\d{{2}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{_MONTH_NAMES})\b|(?:{_MONTH_NAMES}) \d{{1,2}}\b"
    rf"|\d{{1,2}}/\d{{1,2}}/\d{{4}}"
    rf"|within (?:the (?:hour|day)|(?:\w+|\d+) (?:minutes?|hours?|working days?|business days?|days?|weeks?))"
    rf"|in (?:\w+|\d+) (?:minutes?|hours?|days?|weeks?)|{_CLOCK})"
)


def _syllables(word: str) -> int:
    """An estimate: groups of vowels, without a silent e at the end."""
    groups = len(re.findall(r"[aeiouy]+", word))
    silent = word.endswith("e") and not word.endswith(("le", "ee")) and groups > 1
    return max(1, groups - silent)


def _flesch_kincaid(sentences: list[str]) -> float:
    """The school grade by Flesch and Kincaid (1975)."""
    all_words = [word for sentence in sentences for word in words(sentence)]
    if not all_words:
        return 0.0
    syllables = sum(_syllables(word) for word in all_words)
    return 0.39 * len(all_words) / len(sentences) + 11.8 * syllables / len(all_words) - 15.59


ENGLISH = Lexicon(
    language="en",
    regret=any_of(r"sorry\b", r"apologi[sz]e[sd]?\b", r"apolog(?:y|ies)\b", r"regret(?:s|ted)?\b"),
    responsibility=any_of(
        rf"{_WE} (?:take|accept|bear|have) (?:the |full )*(?:responsibility|blame)\b",
        r"(?:this|that|it) (?:was|is) (?:entirely |completely |clearly |all )?(?:our|my) "
        r"(?:fault|mistake|error|doing|failure|responsibility)\b",
        r"(?:our|my) (?:own )?(?:mistake|fault|error|failure)\b",
        rf"{_WE} (?:got (?:this|that|it) wrong|got it wrong|let you down|failed|made (?:a|an|this|that) "
        r"(?:bad )?(?:mistake|error)|should have|should not have|shouldn['’]t have|ought to have|forgot"
        r"|overlooked|did not (?:check|keep|do|give|tell|call|come|bring|deliver|look|answer|reset|switch|make)"
        r"|didn['’]t (?:check|keep|do|give|tell|call|come|bring|deliver|look|answer|reset|switch|make))\b",
        rf"{_WE} (?:was|were) wrong\b",
        rf"{_WE} (?:are|am) (?:fully |entirely )?(?:responsible|to blame)\b",
        r"the (?:fault|responsibility|mistake) (?:is|was|lies|lay) (?:ours|mine|with us|with me)\b",
    ),
    repair=any_of(
        rf"{_WE_WILL}(?: also| now)? {_DO_RIGHT}\b",
        rf"{_WE_HAVE} {_DONE_RIGHT}\b",
        r"you(?:['’]ll| will)(?: also)? (?:receive|get|find|have)\b",
        r"(?:here is|this is|attached is|below is) (?:your|a|the) (?:\w+ ){0,2}(?:voucher|refund|credit|code)\b",
        r"(?:is|are|has been|have been) (?:refunded|credited|replaced|on (?:its|their) way|on us|waiting for you)\b",
        r"to (?:put|make) (?:this|it|things) right\b",
        r"you (?:can|may) choose\b",
    ),
    explanation=any_of(
        r"(?:the )?(?:cause|reason) (?:was|is)\b",
        r"(?:this|that|it|which) (?:happened|was|occurred)[^.!?\n]{0,40}\b(?:because|when)\b",
        r"because (?:our|we|the|a|an|one|nobody|no one|two)\b",
        r"what happened\b",
        rf"{_WE} (?:found|have found|looked into|have looked into|checked|learned)\b",
        r"(?:was|were) (?:caused by|due to)\b",
    ),
    forbearance=any_of(
        r"(?:will not|won['’]t|does not|cannot|can['’]t|must not) happen again\b",
        r"never (?:happen )?again\b",
        rf"{_WE_HAVE} (?:changed|updated|introduced|retrained|trained|briefed|added a|put in place)\b",
        r"from now on\b",
        rf"{_WE} now (?:check|ask|call|reset|make|test|keep)\b",
        rf"{_WE}(?:['’]re| are|['’]m| am)(?: now)? (?:changing|updating|introducing|retraining|training)\b",
        r"to prevent (?:this|that|it)\b",
    ),
    forgiveness=any_of(
        r"forgiv\w+",
        r"pardon\b",
        r"(?:accept|take) (?:our|my) (?:\w+ )?apolog(?:y|ies)\b",
    ),
    feeling=any_of(
        r"(?:understand|understandabl[ey]|see|realise|realize|imagine|know|appreciate|must have|would have|must be"
        rf"|right to be|how|no wonder|of course)\b[^.!?\n]{{0,80}}\b{_FEELING}",
        rf"you (?:are|were|felt|feel|must feel|must have felt)[^.!?\n]{{0,30}}\b{_FEELING}",
    ),
    thanks=any_of(r"thank(?:s| you)\b", r"grateful\b", r"(?:we|i) appreciate\b"),
    thanks_for_raising=any_of(
        r"(?:thank(?:s| you)(?: very much| so much)?|grateful)(?: to you)? (?:for|that you)(?: \w+){0,2} ?"
        r"(?:tell\w*|told|letting|raising|raised|writing|wrote|calling|called|bringing|brought|sharing|shared"
        r"|pointing|taking the time|getting in touch|contacting|speaking|saying|your (?:message|call|letter|words"
        r"|patience|feedback|honesty|note))\b"
    ),
    denial=re.compile(
        r"(?:\bnot|n['’]t|\bno|\bif|\bwhether|\bnever|\bneither|\bnor) (?:that |been |be )?$", re.I
    ),
    non_apology=any_of(
        r"(?:sorry|apologi[sz]e|regret)(?: that| for| to hear that)? (?:if|you (?:feel|felt|may feel|may have felt"
        r"|think|thought|are unhappy|were unhappy|perceived))\b",
        r"(?:sorry|apologi[sz]e|apologies),? but\b",
        r"(?:sorry|apologi[sz]e|apologies|regret)[^.!?\n]{0,25}\bany (?:inconvenience|trouble|distress|upset|offence"
        r"|offense|confusion|disappointment)\b",
        r"any inconvenience\b",
        r"mistakes? (?:was|were|may have been|might have been) made\b",
        r"if (?:we|i|anyone|anything)[^.!?\n]{0,30}\b(?:offended|upset|caused)\b",
    ),
    blame=any_of(
        r"you (?:failed to|neglected|forgot to|refused to|should have|could have|ought to have)\b",
        r"(?:as )?per (?:our|the|company) (?:policy|policies|terms|rules)\b",
        r"(?:our|company) policy (?:is|states|says|does not|doesn['’]t)\b",
        r"(?:you must|please) understand that\b",
        r"as (?:we|i)(?: have)?(?: already)? (?:said|told you|explained|stated)\b",
        r"your (?:fault|mistake|own fault)\b",
    ),
    excuse=any_of(
        r"(?:due to|because of|owing to) (?:the )?(?:high|heavy|unforeseen|unexpected|unusual\w*|exceptional"
        r"|staff\w*|busy"
        r"|technical|circumstances)\b",
        r"beyond (?:our|my) control\b",
        r"short[- ]?staffed\b",
        r"staff shortages?\b",
        r"unprecedented\b",
        r"(?:very|unusually|exceptionally|extremely) busy\b",
        r"these things happen\b",
    ),
    condition=any_of(
        rf"{_IF}[^.!?\n]{{0,60}}\b(?:remov\w+|delet\w+|tak(?:e|ing) down|chang\w+|edit\w*|withdraw\w*"
        rf"|correct\w*|updat\w+)\b"
        rf"[^.!?\n]{{0,40}}\b{_REVIEW}\b",
        rf"{_IF}[^.!?\n]{{0,60}}\b(?:not (?:to )?(?:share|tell|post|publish|discuss)|keep (?:this|it) (?:private|"
        r"confidential|between us|to yourself)|confidential\w*|say nothing|silence)\b",
        rf"{_IF}[^.!?\n]{{0,60}}\b(?:waiv\w+|give up|giving up|release|releasing|renounc\w+"
        rf"|drop\w*)\b[^.!?\n]{{0,40}}"
        r"\b(?:rights?|claims?|complaints?|action|case)\b",
        r"full and final settlement\b",
        r"(?:waive|give up) (?:any|all|your)[^.!?\n]{0,20}\b(?:rights?|claims?)\b",
    ),
    replaces_owed=any_of(
        r"(?:instead of|in place of|in lieu of|rather than|replaces?) (?:a |the |your |any )?(?:statutory |legal "
        r"|contractual )?(?:refund|compensation|entitlement|reimbursement|rights?|payment you are owed)\b",
    ),
    cause=any_of(
        r"because (?:of|our|the|a|an|one|two|nobody|no one|someone|somebody|it|this|staff)\b",
        r"because we (?:did|had|were|forgot|failed|missed|lost|changed|never)\b",
        r"(?:caused by|resulted from|was due to|were due to|the (?:root )?cause (?:was|is)|the reason (?:was|is"
        r"|for (?:this|it)"
        r" (?:was|is)))\b",
        r"(?:happened|occurred|was|were|went wrong|failed|broke|delayed|late|missed|cancelled|wrong)\b[^.!?\n]{0,60}"
        r"\b(?:because|due to|as a result of|owing to)\b",
    ),
    cause_open=any_of(
        rf"{_NOT_YET} (?:know|finding out|find out|looking into|look into|sure|tell you)\b",
        r"(?:not yet known|not know yet|not clear yet|still (?:unknown|unclear|open)|to find out"
        r"|as soon as we know)\b",
        r"writing (?:to you )?because\b",
    ),
    never_again=any_of(
        r"(?:will not|won['’]t|does not|doesn['’]t|cannot|can['’]t|could not) (?:ever )?(?:happen|occur)(?: to you"
        r"| to anyone)? again\b",
        r"(?:will |happen )?never (?:happen |occur )?again\b",
        r"(?:make|making|made) (?:sure|certain) (?:that )?(?:this|it|that)(?: will| does| can)?(?: not|n['’]t"
        r"| never)\b",
        r"(?:to )?(?:prevent|stop|keep) (?:this|it|that) (?:from )?happening (?:again|to anyone)\b",
        r"(?:promise|guarantee|assure you)[^.!?\n]{0,30}\b(?:not|never)\b[^.!?\n]{0,20}\bagain\b",
    ),
    gift=any_of(
        r"(?:refund|credit|replace|voucher|compensat|reimburs|upgrade|discount)\w*",
        r"(?:free|on the house|on us|gift)\b",
    ),
    delay=any_of(
        r"(?:the|this|our|my) (?:long )?(?:delay|wait|silence|late (?:reply|answer|response))\b",
        r"(?:for|to have|that) (?:you (?:have )?(?:had to )?wait(?:ed)?|(?:the )?(?:delay|wait\w*)|(?:keeping"
        r"|kept) you)\b",
        r"(?:take[ns]?|took|taking) (?:us )?(?:so|too|this|longer|far too)\b",
        r"(?:answer\w*|reply\w*|repl(?:y|ied)|writ\w*|respond\w*|gett?ing back|got back|get back)[^.!?\n]{0,25}"
        r"\b(?:late|later than|sooner|earlier|slow)\b",
        r"(?:so|too) (?:late|long|slow)\b",
    ),
    reply_route=any_of(
        r"(?:reply|answer|respond|write back) (?:to|on|by|here|directly)\b",
        r"(?:call|ring|phone|reach|text|write to|e-?mail|contact) (?:me|us|him|her|them)\b",
        r"just reply\b",
        r"ask for (?:me|us)\b",
        r"(?:at|come to|visit) the (?:desk|front desk|reception|counter)\b",
        r"https?://\S",
        r"\{link:[\w-]+\}",
        r"[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{1,100}",
        r"\+?\d[\d ()/-]{6,24}\d",
    ),
    next_step=any_of(
        rf"[^\W\d_]+(?:['’]ll|\s(?:will|shall|can|am going to|are going to))\b[^.!?\n]{{0,120}}?\b{_WHEN}",
        rf"{_WE} (?:call|ring|phone|write|ask|come|bring|send|answer|report)\b[^.!?\n]{{0,80}}?\b{_WHEN}",
        rf"(?:by|until|before|no later than|at the latest by)\s(?:the )?{_WHEN}",
        r"within (?:the (?:hour|day)|\w+ (?:minutes?|hours?|working days?|business days?|days?))\b",
        rf"(?:open|good|valid|yours|waiting|due)\b[^.!?\n]{{0,40}}\b(?:from|on)\s(?:the )?{_WHEN}",
    ),
    first_person=any_of(r"(?:we|i|our|us|my|me)\b", r"(?:we|i)['’]"),
    passive=any_of(
        r"(?:was|were|is|are|been|being|be) (?:not )?(?:\w+ly )?(?:\w+ed|made|done|lost|given|sent|told|kept"
        r"|left|broken"
        r"|forgotten|taken|put|brought)\b"
    ),
    greeting=re.compile(
        r"\A\s*(?:dear|hello|hi|good (?:morning|afternoon|evening|day))[ \t]+(?P<name>[^,:\n.!]{1,200})",
        re.IGNORECASE,
    ),
    generic_name=any_of(
        r"(?:valued |dear )*(?:customer|guest|client|passenger|patron|diner|sir|madam|friend|user|all|both)s?\b"
    ),
    honorifics=frozenset("mr mrs ms miss mx dr prof sir madam and family".split()),
    months=_MONTHS,
    currency_words={
        "euro": "EUR",
        "euros": "EUR",
        "pound": "GBP",
        "pounds": "GBP",
        "dollar": "USD",
        "dollars": "USD",
        "francs": "CHF",
        "yen": "JPY",
    },
    grade=_flesch_kincaid,
)
