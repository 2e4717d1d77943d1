"""The last pages that were written: nothing was mended for what is read wrong here."""

from __future__ import annotations

from publishers import stories
from publishers.sheet import Page, Sheet, ld, meta
from publishers.stories import lines

SWEDISH = [
    "Kommunfullmäktige i Norrviken beslutade på måndagskvällen att behålla simhallen, trots att taket måste bytas för 14 miljoner.",
    "Arbetet börjar i maj och väntas ta sju månader. Under tiden får skolorna åka buss till badet i Ekeby.",
    "– Det hade blivit dyrare att riva, säger kommunalrådet Britta Lind.",
    "Simhallen byggdes 1969 och har haft läckor i taket sedan i höstas.",
]
PORTUGUESE = [
    "A ponte sobre o rio Claro foi reaberta neste sábado, depois de catorze meses de obras e três adiamentos.",
    "A reforma custou 2,8 milhões de reais, 600 mil a mais do que o previsto, segundo a prefeitura.",
    "“Trocamos 412 cabos, um por um”, disse a engenheira Marta Lobo na inauguração.",
    "Caminhões com mais de doze toneladas continuam proibidos de atravessar.",
]
TURKISH = [
    "Belediye, ana yatağında çatlak bulunan döner köprünün mart sonuna kadar kapalı kalacağını açıkladı.",
    "Kamyonlar balık haline ulaşmak için yirmi iki kilometrelik bir yoldan gidecek.",
    "Liman başkanı Elif Aydın, yeni yatağın 3,2 ton ağırlığında olduğunu ve dökümhaneye sipariş edildiğini söyledi.",
    "Esnaf geçici bir feribot istiyor. Meclis perşembe günü karar verecek.",
]
KOREAN = [
    "시는 월요일 주 베어링에서 균열이 발견돼 회전교를 3월 말까지 폐쇄한다고 밝혔다.",
    "균열은 정기 점검에서 발견됐으며 다리는 한 시간 뒤 통행이 금지됐다. 수산시장으로 가는 화물차는 22킬로미터를 돌아가야 한다.",
    "새 베어링은 무게가 3.2톤이며 비용 12억 원은 재난 예비비에서 나온다.",
    "상인들은 임시 나룻배를 요구했고 시는 목요일에 결정하기로 했다.",
]
UKRAINIAN = [
    "Міська рада вирішила залишити всі п'ять бібліотек, хоча години їхньої роботи скоротять до двадцяти двох на тиждень.",
    "Проти закриття трьох філій підписалися 6400 мешканців, більше, ніж голосувало на останніх місцевих виборах у двох округах.",
    "«Сьогодні ніхто не переміг, але й бібліотеки ніхто не втратив», сказала депутатка Рута Амелюк.",
    "Звідки взяти решту коштів, скарбниця має повідомити до червня.",
]


def hyperlocal(s: Sheet) -> Page:
    body = "".join(
        f'<p class="font_8 wixui-rich-text__text"><span>{s.t(line)}</span></p>' for line in lines(stories.LIBRARY)
    )
    html = f"""<!DOCTYPE html><html lang="en"><head><title>Midnight vote saves five libraries | Castell Neighbour</title>{meta(og__title="Midnight vote saves five libraries", og__site_name="Castell Neighbour", article__published_time="2024-09-05T08:11:40.221Z", article__author="Greta Poole")}<link rel="canonical" href="https://www.castellneighbour.example/post/midnight-vote"></head><body><div id="SITE_CONTAINER"><div data-hook="post-page"><div data-hook="post"><div data-hook="post-title"><h1>Midnight vote saves five libraries</h1></div><ul data-hook="post-metadata"><li><span data-hook="user-name">Greta Poole</span></li><li><span data-hook="time-ago">Sep 5, 2024</span></li><li><span data-hook="time-to-read">{s.no("2 min read")}</span></li></ul><div data-hook="post-description"><div>{body}</div></div><div data-hook="post-footer"><button>{s.no("0 likes. Post not marked as liked")}</button></div></div><div data-hook="related-posts"><h2>{s.no("Recent Posts")}</h2>{s.items("Fire crew rescues swan", "Who mends the clock?")}</div></div></div></body></html>"""
    return s.page(
        "hyperlocal", html, "Midnight vote saves five libraries", "2024-09-05", "Castell Neighbour", "Greta Poole"
    )


def swedish_daily(s: Sheet) -> Page:
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "Simhallen blir kvar trots dyrt tak",
        "datePublished": "2025-02-17T21:40:00+01:00",
        "author": [{"@type": "Person", "name": "Emil Sandberg", "email": "emil@norrviken.example"}],
        "publisher": {"@type": "Organization", "name": "Norrvikens Allehanda"},
    }
    html = f"""<!DOCTYPE html><html lang="sv"><head><title>Simhallen blir kvar trots dyrt tak | Norrvikens Allehanda</title>{ld(data)}</head><body><div class="site"><article class="c-article"><h1 class="c-article__heading">Simhallen blir kvar trots dyrt tak</h1><div class="c-article__byline-wrap"><span>Text: Emil Sandberg</span> <span>Foto: Maj Ek</span></div><div class="c-article__body">{s.ps(SWEDISH)}</div><div class="c-article__factbox"><h3>{s.no("Så jobbar vi med nyheter")}</h3><p>{s.no("Uppgifter som vi publicerar ska vara sanna.")}</p></div></article><div class="c-list"><h2>{s.no("Mest läst just nu")}</h2>{s.items("Isen har gått på Ekebysjön")}</div></div></body></html>"""
    return s.page(
        "swedish-daily",
        html,
        "Simhallen blir kvar trots dyrt tak",
        "2025-02-17",
        "Norrvikens Allehanda",
        "Emil Sandberg",
        language="sv",
    )


def portuguese_portal(s: Sheet) -> Page:
    html = f"""<!DOCTYPE html><html lang="pt-BR"><head><title>Ponte do rio Claro reabre após catorze meses | Vale Notícias</title>{meta(og__title="Ponte do rio Claro reabre após catorze meses", og__site_name="Vale Notícias")}</head><body><main itemscope itemtype="http://schema.org/NewsArticle"><div class="title"><h1 class="content-head__title" itemprop="headline">Ponte do rio Claro reabre após catorze meses</h1></div><h2 class="content-head__subtitle" itemprop="alternativeHeadline">Obra custou 600 mil a mais do que o previsto</h2><p class="content-publication-data__from" title="Caio Prado">Por Caio Prado, Vale Notícias</p><p class="content-publication-data__updated"><time itemprop="datePublished" datetime="2025-06-07T15:30:12.000Z">07/06/2025 12h30</time></p><article itemprop="articleBody"><div class="mc-column content-text"><p class="content-text__container">{s.t(PORTUGUESE[0])}</p></div><div class="mc-column content-text"><ul class="content-unordered-list"><li><a href="/z">{s.no("Compartilhe esta notícia no WhatsApp")}</a></li></ul></div>{"".join(f'<div class="mc-column content-text"><p class="content-text__container">{s.t(line)}</p></div>' for line in PORTUGUESE[1:])}</article><div class="lista-de-entidades"><h3>{s.no("Veja também")}</h3>{s.items("Chuva adia feira do livro")}</div></main></body></html>"""
    return s.page(
        "portuguese-portal",
        html,
        "Ponte do rio Claro reabre após catorze meses",
        "2025-06-07",
        "Vale Notícias",
        "Caio Prado",
        language="pt",
    )


def turkish_site(s: Sheet) -> Page:
    data = {
        "@context": "http://schema.org",
        "@type": "NewsArticle",
        "headline": "Döner köprü mart sonuna kadar kapalı",
        "datePublished": "2025-03-11T19:20:00+03:00",
        "dateModified": "2025-03-11T19:20:00+03:00",
        "author": {"@type": "Person", "name": "Cem Korkmaz"},
        "publisher": {"@type": "Organization", "name": "Körfez Haber"},
    }
    html = f"""<!DOCTYPE html><html lang="tr"><head><title>Döner köprü mart sonuna kadar kapalı - Körfez Haber</title>{ld(data)}</head><body><div class="haber"><h1>Döner köprü mart sonuna kadar kapalı</h1><div class="haber-bilgi">11 Mart 2025 - 19:20</div><div class="haber-metni">{s.ps(TURKISH)}</div><div class="haber-etiket"><span>{s.no("Etiketler: köprü, liman")}</span></div><div class="ilgili"><h4>{s.no("İlginizi çekebilir")}</h4>{s.items("Balık halinde rekor satış")}</div></div></body></html>"""
    return s.page(
        "turkish",
        html,
        "Döner köprü mart sonuna kadar kapalı",
        "2025-03-11",
        "Körfez Haber",
        "Cem Korkmaz",
        language="tr",
    )


def business_channel(s: Sheet) -> Page:
    data = {
        "@context": "http://schema.org",
        "@type": "NewsArticle",
        "headline": "Port owner says strike cost it 31 million",
        "datePublished": "2024-10-21T09:30:00+0000",
        "author": [{"@type": "Person", "name": "Dev Malik"}],
        "publisher": {"@type": "Organization", "name": "MarketDesk"},
        "articleSection": "Shipping",
    }
    html = f"""<!DOCTYPE html><html lang="en"><head><title>Port owner says strike cost it 31 million</title>{ld(data)}{meta(og__site_name="MarketDesk", og__title="Port owner says strike cost it 31 million")}</head><body><div class="Ticker"><span>{s.no("SLQ 214.20 +1.4% at the close")}</span></div><main><h1 class="ArticleHeader-headline">Port owner says strike cost it 31 million</h1><div class="Author-authorNameAndSocial"><a class="Author-authorName" href="/dev-malik/">Dev Malik</a><a href="https://x.example/dev">@in/devmalik</a></div><div class="RenderKeyPoints-keyPoints"><div class="RenderKeyPoints-label">{s.no("Key Points")}</div><ul><li>{s.t("Ships waited for as long as nine days.")}</li><li>{s.t("Remote cranes are still meant for 2027.")}</li></ul></div><div class="ArticleBody-articleBody"><div class="group">{s.ps(lines(stories.STRIKE)[:3])}</div><div class="InlineVideo"><span>{s.no("watch now VIDEO 2:14")}</span></div><div class="group">{s.ps(lines(stories.STRIKE)[3:])}</div></div><div class="Investing"><a href="/c">{s.no("Join our investing club for picks and analysis")}</a></div></main></body></html>"""
    return s.page(
        "business-channel",
        html,
        "Port owner says strike cost it 31 million",
        "2024-10-21",
        "MarketDesk",
        "Dev Malik",
        section="Shipping",
    )


def science_news(s: Sheet) -> Page:
    html = f"""<!DOCTYPE html><html lang="en"><head><title>A hidden lake beneath Vettis | Ice &amp; Rock</title><meta name="citation_title" content="A hidden lake beneath Vettis"><meta name="citation_author" content="Brandt, Ilse"><meta name="citation_author" content="Omondi, Peter"><meta name="citation_publication_date" content="2024/07/16"><meta name="citation_journal_title" content="Ice &amp; Rock"></head><body><div class="c-header"><a href="/">Ice &amp; Rock</a></div><article><header><p class="c-type">News</p><h1>A hidden lake beneath Vettis</h1><p class="c-standfirst">A borehole through the glacier ends in water.</p></header><div class="c-article-body main-content">{s.ps(lines(stories.GLACIER)[:4])}<h2>{s.t("What comes next")}</h2>{s.ps(lines(stories.GLACIER)[4:])}</div><div id="rightslink-section"><a href="/r">{s.no("Reprints and permissions of this item")}</a></div><p class="doi">{s.no("doi: https://doi.example/10.5555/ir-2024-0716")}</p></article></body></html>"""
    return s.page(
        "science-news", html, "A hidden lake beneath Vettis", "2024-07-16", "Ice & Rock", "Ilse Brandt", "Peter Omondi"
    )


def student_paper(s: Sheet) -> Page:
    html = f"""<!DOCTYPE html><html lang="en-US"><head><title>Bakery fined over cookies &#8211; The Harrow Quill</title><meta property="og:title" content="Bakery fined over cookies &#8211; The Harrow Quill"></head><body class="wp-singular"><div id="sno"><div class="sno-header"><a href="/">The Harrow Quill</a></div><div class="storycontent"><h1 class="storyheadline">Bakery fined over cookies</h1><p class="storybyline">Mina Castellano | News Editor</p><p class="storydate">November 11, 2024</p><p><em>{s.t("Editor's note: This article was corrected on Nov. 12. A previous version misstated the fine as 830,000.")}</em></p>{s.ps(lines(stories.COOKIES))}<div class="relatedvert"><h5>{s.no("About the Writer")}</h5><p>{s.no("Mina bakes her own bread, mostly.")}</p></div><div class="donatebox"><h4>{s.no("Donate to The Harrow Quill")}</h4><p>{s.no("Your contribution will allow us to buy cameras.")}</p></div></div></div></body></html>"""
    return s.page(
        "student-paper",
        html,
        "Bakery fined over cookies",
        "2024-11-11",
        "The Harrow Quill",
        "Mina Castellano",
        corrections=1,
    )


def german_weekly(s: Sheet) -> Page:
    data = {
        "@context": "https://schema.org",
        "@graph": [
            {
                "@type": "NewsArticle",
                "headline": "Der Deich und das Geld",
                "alternativeHeadline": "Küstenschutz",
                "datePublished": "2025-10-30T06:05:00+01:00",
                "author": [{"@type": "Person", "name": "Malte Riewerts"}],
                "publisher": {"@type": "Organization", "name": "WOCHE ONLINE"},
                "isAccessibleForFree": True,
            }
        ],
    }
    html = f"""<!DOCTYPE html><html lang="de"><head><title>Küstenschutz: Der Deich und das Geld | WOCHE ONLINE</title>{ld(data)}</head><body><main><article><header><h1><span class="kick">Küstenschutz</span><span>: </span><span class="head">Der Deich und das Geld</span></h1><div class="unterzeile">Wer zahlt, wenn das Meer kommt?</div><div class="autorzeile">Eine Analyse von <a href="/autoren/R/Malte_Riewerts">Malte Riewerts</a></div></header><div class="text"><section>{s.ps(lines(stories.DEICH)[:3])}</section><section><h2>{s.t("Zwei Drittel vom Land")}</h2>{s.ps(lines(stories.DEICH)[3:])}</section></div><div class="kommentarhinweis"><p>{s.no("Die Diskussion zu diesem Beitrag ist geschlossen.")}</p></div></article></main></body></html>"""
    return s.page(
        "german-weekly", html, "Der Deich und das Geld", "2025-10-30", "WOCHE ONLINE", "Malte Riewerts", language="de"
    )


def french_agency_in_portal(s: Sheet) -> Page:
    story = lines(stories.BAC)
    html = f"""<!DOCTYPE html><html lang="fr"><head><title>Un moteur neuf pour le bac de Port-Lunel - Actu Portail</title>{meta(og__title="Un moteur neuf pour le bac de Port-Lunel", og__site_name="Actu Portail", author="AFP", article__published_time="2025-04-11T09:04:00Z")}</head><body><div class="caas"><header><h1>Un moteur neuf pour le bac de Port-Lunel</h1></header><div class="caas-attr"><div class="caas-attr-provider">AFP</div><time datetime="2025-04-11T09:04:00.000Z">ven. 11 avril 2025 à 11:04 AM</time></div><div class="caas-body">{s.p("Port-Lunel, 11 avr 2025 (AFP) - " + story[0])}{s.ps(story[1:])}<p>{s.no("sk/lb/mm")}</p></div><div class="caas-readmore"><button>{s.no("Afficher la suite de l'histoire")}</button></div></div></body></html>"""
    return s.page(
        "french-agency",
        html,
        "Un moteur neuf pour le bac de Port-Lunel",
        "2025-04-11",
        "Actu Portail",
        language="fr",
        agency="AFP",
    )


def korean_daily(s: Sheet) -> Page:
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "회전교, 3월 말까지 폐쇄",
        "datePublished": "2025-03-11T18:02:00+09:00",
        "author": {"@type": "Person", "name": "박서연"},
        "publisher": {"@type": "Organization", "name": "항구일보"},
    }
    html = f"""<!DOCTYPE html><html lang="ko"><head><meta charset="utf-8"><title>회전교, 3월 말까지 폐쇄 - 항구일보</title>{ld(data)}</head><body><div id="wrap"><h1 class="headline">회전교, 3월 말까지 폐쇄</h1><div class="byline"><span>박서연 기자</span> <span>입력 2025.03.11 18:02</span></div><div class="article_view" itemprop="articleBody">{s.ps(KOREAN)}<p>{s.no("ⓒ 항구일보, 무단 전재 및 재배포 금지")}</p></div><div class="rank"><h2>{s.no("많이 본 뉴스")}</h2>{s.items("수산시장 거래액 역대 최고")}</div></div></body></html>"""
    return s.page("korean-daily", html, "회전교, 3월 말까지 폐쇄", "2025-03-11", "항구일보", "박서연", language="ko")


def many_adverts(s: Sheet) -> Page:
    html = f"""<!DOCTYPE html><html lang="en"><head><title>Nine Villages Without Water After Pump Fails At Barrow Down | Peninsula News - The National Dispatch</title>{meta(og__title="Nine villages without water after pump fails at Barrow Down", og__site_name="The National Dispatch", author="Anjali Rao", article__published_time="2025-08-18T09:12:00+05:30", article__modified_time="2025-08-18T10:40:00+05:30")}</head><body><div id="section"><h1 itemprop="headline" class="native_story_title">Nine villages without water after pump fails at Barrow Down</h1><h2 itemprop="description" class="synopsis">Engineers flew in a spare by helicopter</h2><div class="editor-details"><span>Written by <a href="/profile/author/anjali-rao/">Anjali Rao</a></span><span>Last Updated: August 18, 2025 10:40 IST</span></div><div class="story_details" id="pcl-full-content">{s.p(lines(stories.WELL)[0])}<div class="ad-slot"><span>{s.no("Advertisement")}</span></div>{s.p(lines(stories.WELL)[1])}<p><strong>{s.no("Also Read | How deep is the deepest well?")}</strong></p>{s.ps(lines(stories.WELL)[2:])}<div class="subscribe-wrap"><p>{s.no("This premium story is free for now")}</p></div></div><div class="whats-hot"><span>{s.no("Click here to join our channel on Telegram")}</span></div></div></body></html>"""
    return s.page(
        "many-adverts",
        html,
        "Nine villages without water after pump fails at Barrow Down",
        "2025-08-18",
        "The National Dispatch",
        "Anjali Rao",
    )


def ukrainian_site(s: Sheet) -> Page:
    html = f"""<!DOCTYPE html><html lang="uk"><head><meta charset="utf-8"><title>П'ять бібліотек залишаться | Міст</title>{meta(og__title="П'ять бібліотек залишаться", og__site_name="Міст", article__published_time="2024-09-05T10:00:00+03:00")}</head><body><article class="post post_news"><header class="post__header"><h1 class="post__title">П'ять бібліотек залишаться</h1><div class="post__time"><span class="post__author"><a href="/authors/1/">Оксана Гнатюк</a></span> — 5 вересня 2024, 10:00</div></header><div class="post__text" data-io-article-url="x">{s.ps(UKRAINIAN)}<p><em>{s.no("Читайте також: Чому годинник на ратуші спізнюється")}</em></p></div><footer class="post__footer"><div class="post__tags">{s.items("бібліотеки і читання")}</div></footer></article></body></html>"""
    return s.page("ukrainian", html, "П'ять бібліотек залишаться", "2024-09-05", "Міст", "Оксана Гнатюк", language="uk")


def aggregator(s: Sheet) -> Page:
    data = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": "Advance on spring milk for 212 farms",
        "datePublished": "2025-02-20T06:00:00Z",
        "author": {"@type": "Person", "name": "Story by Nell Whitby"},
        "publisher": {"@type": "Organization", "name": "Lookout"},
        "url": "https://www.lookout.example/en/news/advance/ar-AA1x",
    }
    html = f"""<!DOCTYPE html><html lang="en-gb"><head><title>Advance on spring milk for 212 farms</title>{ld(data)}{meta(og__site_name="Lookout", og__title="Advance on spring milk for 212 farms")}</head><body><div id="root"><div class="article-page"><h1 class="viewsHeaderText">Advance on spring milk for 212 farms</h1><div class="viewsAttribution"><span>Story by Nell Whitby</span> • <span>9mo</span></div><div class="article-body">{s.ps(lines(stories.MILK)[:2])}<div class="inline-slot"><span>{s.no("Continue reading on the provider's page")}</span></div>{s.ps(lines(stories.MILK)[2:])}</div><div class="feed">{s.items("Eleven herds sold since autumn", "How to keep a cow")}</div></div></div></body></html>"""
    return s.page("aggregator", html, "Advance on spring milk for 212 farms", "2025-02-20", "Lookout", "Nell Whitby")


def harbour_office(s: Sheet) -> Page:
    html = f"""<!DOCTYPE html><html lang="en"><head><title>Harbour Office : News : Ferry returns</title></head><body><div class="hdr"><img src="/crest-logo.png" alt="Norrin Harbour Office"></div><div class="col2"><h2 class="newsTitle">Ferry returns</h2><p class="newsPosted">Posted on 2 April 2025</p>{s.ps(lines(stories.FERRY))}<p class="newsBack"><a href="/news">{s.no("Back to the list of notices")}</a></p></div><div class="ftr">{s.no("© Norrin Harbour Office 2025")}</div></body></html>"""
    return s.page("harbour-office", html, "Ferry returns", "2025-04-02", "Norrin Harbour Office")


WRITERS = (
    hyperlocal, swedish_daily, portuguese_portal, turkish_site, business_channel, science_news, student_paper,
    german_weekly, french_agency_in_portal, korean_daily, many_adverts, ukrainian_site, aggregator, harbour_office,
)  # fmt: skip


def pages() -> list[Page]:
    """Return the pages, each written anew."""
    return [write(Sheet()) for write in WRITERS]
