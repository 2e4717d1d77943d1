"""Lines that are surely a site's furniture and not reporting: prompts, notices, share bars, other articles."""

from __future__ import annotations

import re
from collections.abc import Iterable

from newsqa.articles.blocks import Block

_NETWORKS = (
    r"(?:facebook|twitter|x|instagram|whats ?app|telegram|linked ?in|you ?tube|tik ?tok|threads|bluesky|"
    r"mastodon|pinterest|reddit|google news|rss|vk|weibo|signal|flipboard|xing|messenger|line)"
)
_LETTER = (
    r"(?:news ?letters?|e-?mail (?:alerts?|updates?|list)|(?:morning|evening|daily|weekly|free) (?:mail|"
    r"briefing|round-?up)|inbox|mailing list|boletín|boletines|infolettre|rundbrief|posteingang|boîte (?:mail|"
    r"de réception)|bandeja de entrada)"
)
_PLAIN_NETWORKS = (
    r"(?:facebook|twitter|instagram|whats ?app|telegram|linked ?in|you ?tube|tik ?tok|threads|bluesky|mastodon)"
)
# Lines that are nothing else, whatever their article.
_WHOLE = "|".join((
    # advertising
    r"adverti[sz]e?ments?|adverts?|ad|ads|sponsored(?: content| links?)?|promoted(?: content)?|"
        r"paid (?:content|post)|anzeigen?|werbung|publicité|publicidad|anuncio|reklama|реклама|إعلان|広告|广告|廣告",
    r"(?:story|article|scroll|report)s? (?:continues?|to continue)(?: (?:below|after|"
        r"reading))?(?: (?:this |the )?(?:advertisement|ad|video))?|(?:continue|keep) reading(?: below)?|"
        r"(?:nach|unter) der (?:anzeige|werbung) (?:geht es|weiter).{0,20}|la suite après (?:la|"
        r"cette) publicité|(?:el artículo )?continúa (?:después|debajo) de la publicidad|artikel geht (?:nach|"
        r"unter) der (?:anzeige|werbung) weiter",
    # sharing
    rf"(?:share(?: this)?(?: (?:article|story|post|page|video))?|(?:diesen )?(?:artikel )?teilen|"
        rf"partager(?: (?:cet article|l['’]article))?|compartir(?: (?:este|el) artículo)?|udostępnij|"
        rf"поделиться|مشاركة|シェアする?|分享)(?: (?:on|via|by|auf|per|sur|par|en|por)(?: {_NETWORKS}| e-?mail)*)?",
    rf"(?:(?:e-?mail this (?:story|article|page)|print(?:er)?[- ]friendly(?: version)?|share|tweet|e-?mail|"
        rf"print|copy(?: link)?|link|save|bookmark|comments?|{_NETWORKS}|teilen|drucken|merken|imprimer|"
        rf"partager|imprimir|compartir)\W*){{1,12}}",
    r"copy link|link copied!?|(?:send|save)(?: this)?(?: article)?(?: by e-?mail)?|print this (?:page|"
        r"article|story)|zurück zur startseite|nach oben|back to top|retour en haut|volver arriba|"
        r"skip to (?:main )?content|zum inhalt springen|aller au contenu|saltar al contenido",
    # other articles
    r"(?:read (?:more|next|also|on)|(?:see|read) also|(?:related|external) (?:internet )?links|"
        r"more (?:on this(?: story| topic)?|from our .{1,40}|stories|news)|related(?: (?:articles?|stories|"
        r"content|topics|news|links|coverage|posts))?|you (?:may|might) (?:also )?(?:like|be interested in)|"
        r"(?:we )?recommended(?: (?:for you|stories|reading|articles))?|(?:most|popular) (?:read|viewed|"
        r"shared|popular|now)|trending(?: now| stories)?|top stories|latest (?:news|stories|headlines)|"
        r"editor['’]?s['’]? picks?|don['’]?t miss|up next|(?:explore|discover) more)",
    r"mehr zum thema|mehr (?:dazu|davon|lesen|erfahren|nachrichten|aus .{1,30})|weiterlesen|"
        r"weitere (?:artikel|meldungen|nachrichten|themen)|lesen sie (?:auch|mehr)|auch interessant|"
        r"das könnte sie (?:auch )?interessieren|meistgelesen(?:e artikel)?|empfohlene(?:r|s)? .{1,30}|"
        r"zum thema|verwandte (?:artikel|themen)|aktuelle nachrichten",
    r"(?:à )?lire (?:aussi|également|la suite|plus)|sur le même (?:sujet|thème)|à découvrir|"
        r"en savoir plus|les plus lus|articles? (?:liés?|similaires?|associés?)|nos recommandations|"
        r"voir aussi|dans la même rubrique|vous aimerez aussi",
    r"lea también|lee también|le puede interesar|te puede interesar|también te puede interesar|"
        r"más información|noticias relacionadas|artículos relacionados|lo más (?:leído|visto)|más noticias|"
        r"ver más|leer más|seguir leyendo|sigue leyendo|relacionados",
    r"czytaj (?:też|także|więcej|dalej)|zobacz (?:też|także|również)|przeczytaj (?:też|także|również)|"
        r"polecane|najczęściej czytane|leggi anche|leia (?:também|mais)|lees ook|läs (?:också|även|mer)|"
        r"читайте также|читать далее|по теме|ещё по теме|اقرأ (?:أيضا|أيضاً|المزيد)|مواضيع ذات صلة|関連記事|"
        r"あわせて読みたい|続きを読む|おすすめ記事|相关(?:阅读|新闻|报道|文章)|延伸阅读|推荐阅读|更多(?:新闻|阅读)?|点击(?:阅读|查看)(?:原文|更多)",
    # comments
    r"(?:\d+ )?comments?(?: \(\d+\))?|(?:leave|post|add|write) (?:a |your )?(?:comment|reply)|(?:join|"
        r"start) (?:the|a) (?:conversation|discussion)|(?:view|show|read|"
        r"see)(?: all)?(?: \d+)? comments?(?: \(\d+\))?|be the first to comment|soyez le premier à (?:réagir|"
        r"commenter).{0,30}|sé el primero en comentar|schreiben sie den ersten kommentar|"
        r"\d[\d.,]*k? (?:claps?|likes?|shares?|views?|reads?|followers?|votes?).{0,20}|"
        r"comments (?:are )?(?:closed|disabled|off)(?: for this article)?|(?:log|sign) in to (?:comment|"
        r"join the conversation)|(?:\d+ )?kommentare?(?: \(\d+\))?|kommentar (?:schreiben|verfassen|"
        r"hinterlassen)|(?:jetzt )?mitdiskutieren|(?:\d+ )?commentaires?|(?:laisser|ajouter|"
        r"poster) un commentaire|réagir|(?:\d+ )?comentarios?|(?:dejar?|escrib[ea]|añad[ea]) un comentario|"
        r"skomentuj|komentarze|комментарии|コメント(?:する)?|评论|发表评论",
    # reading, listening, apps, accounts
    r"\d+ ?(?:-| )?min(?:ute)?s?\.?(?: read)?|(?:reading time|read time|lesezeit|temps de lecture|lecture|"
        r"tiempo de lectura)\W*(?:\d+ ?min\w*)?|listen(?: to (?:this )?(?:article|story))?(?: \d+ min\w*)?|"
        r"(?:artikel|beitrag) (?:anhören|vorlesen)|écouter(?: l['’]article)?|escuchar(?: (?:el|"
        r"este) artículo)?|loading\W*|please wait\W*|(?:please )?enable javascript.{0,80}|play(?: video)?|"
        r"watch(?: now| live)?|(?:sign|log) (?:in|up|out)|register|subscribe(?: now)?|menu|search|close|"
        r"accept(?: all)?(?: cookies)?|reject all|manage (?:cookies|preferences|consent|options)|"
        r"cookie (?:settings|policy|notice)|privacy(?: policy)?|terms (?:of (?:use|service)|and conditions)|"
        r"contact us|about us|advertise(?: with us)?|newsletters?|jetzt abonnieren|anmelden|abonnieren|"
        r"einloggen|s['’]abonner|se connecter|je m['’]abonne|suscr[íi]bete|suscribirse|iniciar sesión|"
        r"alle akzeptieren|tout accepter|aceptar(?: todo)?|datenschutz(?:erklärung)?|impressum|"
        r"mentions légales|aviso legal",
    r"(?:download|get) (?:the|our) (?:\w+ ){0,3}app(?: (?:now|today|here|for free))?|(?:jetzt )?(?:die |"
        r"unsere )?app (?:herunterladen|laden)|all rights reserved|alle rechte vorbehalten|"
        r"tous droits réservés|todos los derechos reservados|wszelkie prawa zastrzeżone|все права защищены|"
        r"جميع الحقوق محفوظة|無断転載(?:を)?禁(?:じます|止)?|版权所有.{0,20}",
))  # fmt: skip
# Beginnings that only furniture has: other articles by their headlines, then prompts and notices.
_OTHERS = (
    r"(?:more|read (?:more|also|next)|see also|also read|related(?: (?:article|story|stories|content|"
    r"reading|coverage))?|more on this|recommended|don['’]?t miss|watch|listen|(?:lesen|hören|"
    r"sehen) sie (?:auch|mehr|dazu)|auch interessant|mehr zum thema|zum thema|(?:à )?(?:lire|voir|"
    r"écouter) (?:aussi|également)|sur le même sujet|(?:lea|lee|leer|vea|ver) (?:también|además|más)|"
    r"te puede interesar|le puede interesar|más información|czytaj (?:też|także|więcej)|zobacz (?:też|"
    r"także)|przeczytaj (?:też|także)|leggi anche|leia (?:também|mais)|lees ook|läs (?:också|även|mer)|"
    r"читайте также|смотрите также|اقرأ أيضا|اقرأ أيضاً|関連記事|相关阅读|相关新闻|延伸阅读)\s*[:：|>»►▶→]\s*"
    r"|(?:tags?|topics?|filed under|keywords|schlagwörter|schlagworte|themen|mots-clés|étiquettes|"
    r"etiquetas|temas|tagi|теги|标签|タグ)\s*[:：]\s*"
)
_BEGINS = "|".join((
    # letters, accounts, following
    rf"(?:(?:please )?(?:sign up|subscribe|register|join)|get|receive|stay (?:up to date|informed)|want|"
        rf"never miss|(?:jetzt )?(?:abonnieren sie|melden sie sich|bestellen sie|erhalten sie)|(?:inscrivez|"
        rf"abonnez)-vous|recevez|(?:suscríbe|apúnta|regístra)(?:te|se)|reciba?)\b[^“”\"»«]{{0,160}}?\b(?:our|"
        rf"your|the|this|my|free|daily|weekly|unseren?|den|zum|ihren?|die|das|notre|nos|votre|la|à|"
        rf"nuestr[oa]s?|a|al|tu|su|el|gratis)\b[^“”\"»«.]{{0,60}}?\b{_LETTER}\b",
    rf"(?:please )?(?:(?:follow|like|find|join) (?:us|@\w+)|"
        rf"follow [\w ]{{2,40}}?) on:? (?:our )?{_PLAIN_NETWORKS}\b.{{0,120}}$|(?:please )?follow us (?:on|at|"
        rf"@).{{0,60}}$|folgen sie (?:uns|[\w ]{{2,30}}) (?:auf|bei|in)\b.{{0,40}}\b{_NETWORKS}\b|(?:suivez|"
        rf"retrouvez|rejoignez)-nous (?:sur|aussi)\b|(?:s[íi]ga(?:nos|n)|síguenos|síganos|"
        rf"siga a [\w ]{{2,30}}) (?:en|también)\b|obserwuj nas (?:na|w)\b|подпи(?:сывайтесь|шитесь) на\b|"
        rf"تابعونا (?:على|عبر)",
    # cookies and consent
    r"(?:we(?: and our (?:\d+ )?partners)?|this (?:web ?)?site|our (?:web ?)?site|the site)(?: (?:may|"
        r"also|only))? (?:use|uses|store|stores|set|sets|rely on|value)\b[^“”\"»«.]{0,90}\bcookies?\b|"
        r"by (?:continuing|using|clicking)\b[^.]{0,90}\b(?:agree|accept|consent|cookie)|"
        r"(?:wir(?: und unsere (?:\d+ )?partner)?|diese (?:web)?(?:seite|site)|unsere (?:web)?(?:seite|"
        r"site))\b.{0,20}\b(?:verwende\w*|nutz\w*|setz\w*|speicher\w*)\b[^.]{0,90}\bcookies?\b|"
        r"(?:nous(?: et nos (?:\d+ )?partenaires)?|ce site|notre site|en poursuivant)\b.{0,20}\b(?:utilis\w+|"
        r"dépos\w+|votre navigation)\b[^.]{0,90}\bcookies?\b|(?:(?:nosotros )?(?:utilizamos|usamos)|"
        r"(?:este sitio|nuestro sitio|esta (?:web|página))(?: web)? (?:utiliza|usa)|"
        r"al continuar)\b[^.]{0,90}\bcookies?\b|(?:ta strona|nasza strona)?\s?(?:używa(?:my)?|"
        r"korzysta(?:my)?)\b[^.]{0,60}\bcookies?\b|(?:мы используем|"
        r"этот сайт использует) (?:файлы )?(?:cookie|куки)|نستخدم ملفات (?:تعريف الارتباط|الارتباط)|(?:当サイト|"
        r"本网站)[^。]{0,20}(?:cookie|クッキー)",
    # subscription walls and gifts
    r"(?:subscribe|sign in|log in|register|create (?:a free|an) account)(?: now| today)? (?:to|"
        r"for) (?:continue|keep reading|read (?:the (?:full|rest)|this|more|on)|unlock|full access|"
        r"unlimited)\b|(?:to (?:continue|keep) reading|this (?:article|story|content) is (?:for|available to|"
        r"reserved for|exclusive to)(?: our| paying| premium)? (?:subscribers|members))|(?:already (?:a|"
        r"an)? ?(?:subscriber|member|have an account))\b|(?:you have|you['’]ve) (?:reached your|\d+ |"
        r"used )[^.]{0,30}(?:free )?articles?\b|(?:weiterlesen (?:mit|nach dem kauf|im abo)\b|"
        r"jetzt (?:weiterlesen|testen|abonnieren)|sie möchten (?:den artikel )?weiterlesen|(?:dieser|"
        r"der) (?:artikel|inhalt) ist (?:nur )?für (?:abonnenten|mitglieder)|bereits abonnent)|"
        r"(?:la suite (?:de (?:cet|l['’]) ?article )?est réservée|"
        r"(?:cet )?article (?:est )?réservé aux abonnés|il vous reste \d+ ?% de cet article|déjà abonné)|"
        r"(?:contenido (?:exclusivo|solo|sólo) para suscriptores|suscríbe(?:te|se) para (?:seguir|continuar)|"
        r"(?:si )?ya (?:eres|es) suscriptor)",
    r"(?:please )?(?:consider )?(?:support(?:ing)?|donat(?:e|ing) to|help (?:us )?(?:fund|keep)) (?:our|"
        r"independent|local|quality|free) (?:\w+ ){0,2}(?:journalism|reporting|newsroom)\b|(?:unterstützen|"
        r"spenden) sie (?:uns|unsere\w* (?:journalismus|arbeit|redaktion))\b|soutenez (?:nous|"
        r"notre (?:journal|rédaction)|un journalisme)|apoya (?:nuestro|el) periodismo\b",
    r"(?:additional )?(?:reporting|writing|editing|compiled|"
        r"translated)(?: and \w+)? by [^.;]{3,120}[;.,] ?(?:additional )?(?:editing|writing|"
        r"reporting)(?: and \w+)? by\b|editing by [^.;,]{3,40}\W*$",
    r"(?:dieses thema im programm|über dieses thema berichte\w+)\b|[【\[(]?(?:责任编辑|责编|编辑|校对|編集)\s*[::]|"
        r"[^.“”\"]{0,80}not responsible for the (?:content|contents) of external (?:internet )?(?:sites|"
        r"links)|(?:source|url|link|original|quelle|fuente)\W{0,3}https?://\S+\W*$",
    r"(?:contact|reach|e-?mail|write to)\b.{0,60}\S+@\S+|(?:find|read|see|follow)\b.{0,60}\bcoverage\b.{0,30}https?:",
    r"(?:have|got|do you have) (?:a|any|an?|more) (?:news )?(?:tip|story|tips|stories|information|"
        r"comments?)\b.{0,60}\?.{0,30}\b(?:e-?mail|contact|write to|get in touch|tell us|let us know|send|"
        r"call)\b",
    # rights
    r"(?:©|\(c\)|copyright ?(?:©|\(c\)|(?:19|20)\d\d))\s*\S|(?:19|20)\d\d © |"
        r"(?:all rights reserved|alle rechte vorbehalten|tous droits réservés|todos los derechos reservados).{0,60}$|"
        r"reproduction (?:without permission|interdite)|"
        r"this material may not be published, broadcast, rewritten",
))  # fmt: skip
_WHOLE_LINE = re.compile(rf"\W*(?:{_WHOLE})\W*", re.IGNORECASE)
_OTHER = re.compile(rf"[^\w“”\"»«„‘'(©]*(?:{_OTHERS})", re.IGNORECASE)
_BEGINNING = re.compile(rf"[^\w“”\"»«„‘'(©]*(?:{_BEGINS})", re.IGNORECASE)
# Heads of lists whose lines are other articles' headlines.
_LIST_HEAD = re.compile(
    r"\W*(?:(?:read|see) (?:more|next|also)|(?:related|external|internet) (?:internet )?links|"
    r"zobacz (?:także|też)|related(?: (?:articles?|stories|content|news|links|coverage|posts))?|"
    r"most (?:read|popular|viewed)|trending(?: now)?|you (?:may|might) also (?:like|be interested in)|"
    r"recommended(?: for you)?|more (?:from .{1,40}|stories|on this story)|top stories|latest (?:news|"
    r"headlines)|mehr zum thema|meistgelesen|lesen sie auch|das könnte sie auch interessieren|"
    r"weitere (?:artikel|meldungen|nachrichten)|(?:à )?lire aussi|sur le même (?:sujet|thème)|"
    r"les plus lus|lea también|noticias relacionadas|lo más (?:leído|visto)|te puede interesar|"
    r"czytaj (?:też|także)|читайте также|اقرأ أيضا|اقرأ أيضاً|関連記事|相关(?:阅读|新闻|报道))\W*",
    re.IGNORECASE,
)
# A sentence in which somebody says something is reporting, whatever else it is like.
_REPORTED = re.compile(
    r"\b(?:said|says|told|according to|announced|argued|sagte|sagt|erklärte|teilte|laut|a déclaré|selon|"
    r"a dit|dijo|según|afirmó|powiedział\w*|сказал\w*|сообщил\w*)\b",
    re.IGNORECASE,
)
_STOPS = (".", "!", "?", "…", "”", '"', "»", "“", "’", ")", "。", "！", "？", "」", "؟", ":")
_WHOLE_CHARS = 110
_BEGINNING_CHARS = 420
_LISTED_CHARS = 140
_LISTED_LINES = 8


def is_furniture(line: str) -> bool:
    """Whether a line is surely none of the article's: never true of a sentence of reporting that the rules can tell.

    Rules are in English, German, French and Spanish, the commonest in eight more languages.
    """
    if len(line) <= _WHOLE_CHARS and _WHOLE_LINE.fullmatch(line):
        return True
    if len(line) > _BEGINNING_CHARS:
        return False
    return bool(_OTHER.match(line)) or bool(_BEGINNING.match(line) and not _REPORTED.search(line))


def without_furniture(blocks: Iterable[Block]) -> list[Block]:
    """Return the blocks without furniture, the headlines listed under it, and subheadings that have nothing left."""
    kept: list[Block] = []
    listed = 0
    dropped_last = False
    for block in blocks:
        line = block.text.strip()
        if not line:
            continue
        if is_furniture(line):
            listed = _LISTED_LINES if _LIST_HEAD.fullmatch(line) else 0
            dropped_last = True
        elif listed and len(line) <= _LISTED_CHARS and not line.endswith(_STOPS):
            listed -= 1
        else:
            # A subheading over nothing but furniture goes with it.
            if dropped_last and block.is_heading and kept and kept[-1].is_heading:
                kept.pop()
            kept.append(block)
            listed, dropped_last = 0, False
    if dropped_last and kept and kept[-1].is_heading:
        kept.pop()
    return kept
