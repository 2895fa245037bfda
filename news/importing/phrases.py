"""Words by which a page's furniture is known, in English and French."""

import re

# Around a story: whole lines that are no part of it.
_LINES = r"""
    (?:share|tweet|email|print|pin)(?:\s+(?:this|it))?(?:\s+(?:story|article|page|post|news))?
    | share\s+(?:on|via)\s.* | click\s+to\s+share\s.* | send\s+to\s+a\s+friend
    | partager?(?:\s+(?:cet\s+article|cette\s+page))? | partagez.* | imprimer.*
    | skip\s+to\s+(?:main\s+)?content | (?:aller|accéder|passer)\s+au\s+contenu.*
    | (?:back\s+to\s+)?top(?:\s+of\s+page)? | bottom\s+of\s+page
    | (?:retour\s+en\s+)?haut(?:\s+de\s+page)?
    | (?:read|see|view|learn|show)\s+(?:more|all)(?:\s+(?:news|stories|posts|articles))?
    | more | en\s+savoir\s+plus | lire\s+la\s+suite | voir\s+(?:plus|tout|tous).*
    | (?:give|donate|join|subscribe|sign\s+up|shop|buy|register|download|sign\s+in|log\s*in)
      (?:\s+(?:now|today|here|online|monthly))?
    | click\s+here | (?:faire|faites)\s+un\s+don.* | donnez(?:\s+maintenant)? | je\s+donne
    | s[’']abonner | télécharger | se\s+connecter | s[’']inscrire
    | advertisement | sponsored(?:\s+content)? | publicité | loading\W* | like(?:\s+this)?
    | limited[-\s]time\s+match | (?:posted|filed)\s+(?:in|under)\b.* | tagged\b.* | tags
    | publié\s+dans\b.* | étiquettes?\b.* | (?:previous|next)(?:\s+(?:post|article|story)\b.*)?
    | précédent | suivant | menu | search | close | home | accueil | fermer | rechercher
    | \d+\s+(?:comments?|views?|shares?|likes?|commentaires?|vues?) | no\s+comments
    | post\s+not\s+marked\s+as\s+liked | \d+\s+min(?:ute)?s?(?:\s+(?:read|de\s+lecture))?
    | accept(?:\s+all)?(?:\s+cookies)? | contact\s+us(?:\s+at)? | (?:nous\s+joindre|contactez-nous)
    | (?:log|sign)\s*in\s+or\s+register.* | (?:connectez|inscrivez)-vous\s+ou\b.*
    | powered\s+by\b.* | proudly\s+powered.* | opens\s+in\s+a\s+new\s+window
"""
LINE = re.compile(rf"(?:{_LINES})\s*[.:…!›»>→]*", re.I | re.X)

RIGHTS = re.compile(
    r"(?:©|\(c\)|copyright\b).*|.*\ball rights reserved\.?|.*\btous droits réservés\.?", re.I
)

# Headings over what is not the story: it goes with what follows it.
_SECTIONS = r"""
    you\s+(?:might|may)\s+also\s+(?:be\s+interested\s+in|like|enjoy)
    | related(?:\s+(?:stories|articles|posts|news|content|links|reading))?
    | (?:more|latest|recent|other|popular|featured|recommended|top)\s+
      (?:stories|articles|posts|news|reading|from\b.{0,60})
    | read\s+(?:next|also) | recommended(?:\s+for\s+you)? | up\s+next
    | (?:leave|post)\s+a\s+(?:reply|comment) | comments? | \d+\s+(?:thought|comment)s?\s+on\b.*
    | share(?:\s+this)?(?:\s+(?:story|article|page|post))? | like\s+this | follow\s+us.* | tags
    | (?:subscribe|sign\s+up)\b.{0,60} | newsletter.{0,40}
    | get\s+(?:our|stories|updates|news)\b.{0,50}
    | stay\s+(?:informed|connected|in\s+touch).{0,30} | media\s+(?:inquir|enquir)(?:y|ies)
    | (?:media|press)\s+contacts? | make\s+an\s+impact | ways\s+to\s+give | get\s+involved
    | contact(?:\s+us)? | your\s+gift\s+is\s+matched | before\s+you\s+go | we\s+use\s+cookies
    | à\s+lire(?:\s+(?:aussi|également|ensuite))? | articles?\s+(?:liés|similaires|connexes|récents)
    | (?:vous\s+aimerez|cela\s+pourrait|ces\s+articles)\b.{0,50} | dans\s+la\s+même\s+rubrique
    | partage[rz](?:\s+cet\s+article)? | abonne[rz]-vous.{0,50} | (?:notre\s+)?infolettre.{0,40}
    | suivez-nous.{0,30} | commentaires? | laisser\s+un\s+commentaire | pour\s+nous\s+joindre
    | renseignements | (?:relations|contact)s?\s+(?:avec\s+les\s+)?médias | agir | faire\s+un\s+don
"""
SECTION = re.compile(rf"(?:{_SECTIONS})\s*[.:…?!]*", re.I | re.X)

# Where a press release ends and its small print begins.
END = re.compile(
    r"[-–—\s]*30[-–—\s]*|#\s?#\s?#+|\*\s?\*\s?\*+|[-–—\s]*(?:ends|end|fin)[-–—\s]*", re.I
)
LABEL = re.compile(
    r"(?:for\s+(?:immediate\s+)?release|press\s+release|news\s+release|media\s+release|news"
    r"|communiqué(?:\s+de\s+presse)?|pour\s+diffusion\s+immédiate)\s*[:.]?",
    re.I,
)

_ICON = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")


_STROKE = re.compile(r"\s*[|·•]\s*")


def is_furniture(text: str) -> bool:
    """Whether all of a text is furniture, such as "Print this page | Send to a friend"."""
    if is_icon_names(text):
        return True
    parts = [part for part in _STROKE.split(text) if part] if len(text) < 200 else [text]
    return all(_is_line(part) for part in parts)


def _is_line(text: str) -> bool:
    words = len(text.split())
    if len(text) < 160 and RIGHTS.fullmatch(text):
        return True
    # "Share this story", but not "Share this story with whoever holds the key, she said."
    is_short = words <= 4 or (words <= 10 and not text.endswith("."))
    return is_short and len(text) < 400 and bool(LINE.fullmatch(text) or LABEL.fullmatch(text))


def is_icon_names(text: str) -> bool:
    """Whether the text is names of drawings, such as "shield arrow-simple-alt-top chevron-left"."""
    words = text.split()
    icons = [word for word in words if _ICON.fullmatch(word)]
    with_hyphen = sum("-" in word or "_" in word for word in icons)
    return len(words) >= 4 and len(icons) == len(words) and with_hyphen >= len(words) / 5
