"""Pages of other kinds of publisher again: the second that were held out, and mended for afterwards (decision 016)."""

from __future__ import annotations

from publishers import stories
from publishers.sheet import Page, Sheet, ld, meta
from publishers.stories import lines


def chain_daily(s: Sheet) -> Page:
    data = {
        "@context": "http://schema.org",
        "@type": "NewsArticle",
        "headline": "Pump fails, nine villages go dry",
        "datePublished": "2025-08-17T18:22:31Z",
        "dateModified": "2025-08-17T23:10:00Z",
        "author": ["Kayla Dunn, Down Dispatch"],
        "publisher": {
            "@id": "https://www.downdispatch.example",
            "@type": "NewsMediaOrganization",
            "name": "Down Dispatch",
        },
        "speakable": {"@type": "SpeakableSpecification", "xpath": ["/html/head/title"]},
    }
    html = f"""<!DOCTYPE html><html class="gnt" lang="en"><head><title>Barrow Down water: Pump fails, nine villages go dry</title>{meta(og__title="Pump fails, nine villages go dry", og__site_name="Down Dispatch")}{ld(data)}</head><body class="gnt_b"><header class="gnt_n"><nav>{s.items("Dispatch obituaries", "Dispatch high school sports")}</nav></header><main class="gnt_cw"><article class="gnt_pr"><h1 elementtiming="ar-headline" class="gnt_ar_hl">Pump fails, nine villages go dry</h1><div class="gnt_ar_by" aria-label="Byline">Kayla Dunn<div class="gnt_ar_pb">Down Dispatch</div></div><div class="gnt_ar_dt" aria-label="Published 2:22 p.m. ET Aug. 17, 2025"></div>
    <div class="gnt_ar_b">{s.ps(lines(stories.WELL)[:2], 'p class="gnt_ar_b_p"')}<p class="gnt_ar_b_p"><strong class="gnt_ar_b_al">{s.no("More:")}</strong><a href="/m">{s.no("How old is the pipe under your street?")}</a></p>{s.ps(lines(stories.WELL)[2:], 'p class="gnt_ar_b_p"')}<p class="gnt_ar_b_p"><em>{s.no("Contact Kayla Dunn at kdunn@downdispatch.example. Follow her on Twitter: @kdunn_down.")}</em></p></div></article></main></body></html>"""
    return s.page("chain-daily", html, "Pump fails, nine villages go dry", "2025-08-17", "Down Dispatch", "Kayla Dunn")


def classic_wordpress_german(s: Sheet) -> Page:
    html = f"""<!DOCTYPE html><html lang="de-DE"><head><title>Glocke nach 83 Jahren wieder da &laquo; Harzbote Kelbra</title><link rel="alternate" type="application/rss+xml" title="Harzbote Kelbra &raquo; Feed" href="/feed/"><link rel='canonical' href='https://harzbote.example/2025/09/glocke-wieder-da/'></head><body class="single"><div id="page"><div id="header"><h1><a href="https://harzbote.example/">Harzbote Kelbra</a></h1><div class="description">{s.no("Nachrichten vom Südrand des Gebirges")}</div></div><div id="content" class="widecolumn"><div class="post" id="post-311"><h2>Glocke nach 83 Jahren wieder da</h2><div class="entry">{s.ps(lines(stories.MUSEUM_DE))}<p class="postmetadata alt"><small>Dieser Beitrag wurde am Montag, 15. September 2025 um 18:02 Uhr veröffentlicht und in der Kategorie Kultur abgelegt. {s.no("Du kannst einen Kommentar hinterlassen.")}</small></p></div></div>
    <h3 id="comments">{s.no("Ein Kommentar zu diesem Beitrag")}</h3><ol class="commentlist"><li>{s.no("Schön, dass sie wieder da ist, mein Großvater hat davon erzählt.")}</li></ol></div><div id="footer"><p>{s.no("Harzbote Kelbra wird mit WordPress betrieben")}</p></div></div></body></html>"""
    return s.page(
        "classic-wordpress-german",
        html,
        "Glocke nach 83 Jahren wieder da",
        "2025-09-15",
        "Harzbote Kelbra",
        language="de",
    )


def typo3_regional(s: Sheet) -> Page:
    html = f"""<!DOCTYPE html><html lang="de"><head><title>Deich bleibt für Fahrzeuge gesperrt | Küstenblatt</title><meta name="generator" content="TYPO3 CMS"><meta property="og:title" content="Deich bleibt für Fahrzeuge gesperrt"></head><body><div class="frame"><div class="news news-single"><div class="article" itemscope="itemscope" itemtype="http://schema.org/Article"><div class="header"><h3 itemprop="headline">Deich bleibt für Fahrzeuge gesperrt</h3></div><div class="footer"><p><span class="news-list-date"><time itemprop="datePublished" datetime="2025-10-28">28.10.2025</time></span> <span class="news-list-author" itemprop="author" itemscope="itemscope" itemtype="http://schema.org/Person">Von <span itemprop="name">Okka Janssen</span></span></p></div><div class="news-text-wrap" itemprop="articleBody">{s.ps(lines(stories.DEICH))}</div><div class="news-backlink-wrap"><a href="/">{s.no("Zurück zur Übersicht aller Meldungen")}</a></div></div></div></div></body></html>"""
    return s.page(
        "typo3", html, "Deich bleibt für Fahrzeuge gesperrt", "2025-10-28", "Küstenblatt", "Okka Janssen", language="de"
    )


def public_service_2015(s: Sheet) -> Page:
    html = f"""<!DOCTYPE html><html lang="en"><head><title>Vettis glacier: Lake found under ice - PSB News</title><meta name="description" content="x"><meta property="og:title" content="Vettis glacier: Lake found under ice"><meta property="og:site_name" content="PSB News"><meta property="article:author" content="https://www.facebook.example/psbnews"><meta property="article:section" content="Science &amp; Environment"><link rel="canonical" href="https://www.psb.example/news/science-environment-30512"><script type="application/ld+json">{{"@context":"http://schema.org","@type":"Article","url":"https://www.psb.example/news/science-environment-30512","publisher":{{"@type":"Organization","name":"PSB News"}},"headline":"Lake found under ice","mainEntityOfPage":"https://www.psb.example/news/science-environment-30512","datePublished":"2024-07-15T11:03:02+01:00"}}</script></head>
    <body><div class="story-body"><h1 class="story-body__h1">Vettis glacier: Lake found under ice</h1><div class="byline"><span class="byline__name">By Alan Teague</span><span class="byline__title">Science correspondent</span></div><div class="with-extracted-share-icons"><div class="date date--v2" data-seconds="1721037782">15 July 2024</div><div class="share-tools--no-event-tag">{s.no("Share this with Messenger")}</div></div><div class="story-body__inner" property="articleBody"><p class="story-body__introduction">{s.t(lines(stories.GLACIER)[0])}</p>{s.ps(lines(stories.GLACIER)[1:3])}<div class="bbccom_slot advert"><p>{s.no("Advertisement feature: see the mountains")}</p></div><h2 class="story-body__crosshead">{s.t("Three years of listening")}</h2>{s.ps(lines(stories.GLACIER)[3:])}<ul class="story-body__unordered-list"><li class="story-body__list-item"><a href="/n" class="story-body__link">{s.no("What lies beneath the ice sheets?")}</a></li></ul></div></div><div class="group"><h2>{s.no("Elsewhere on PSB this week")}</h2></div></body></html>"""
    return s.page(
        "public-service-2015", html, "Vettis glacier: Lake found under ice", "2024-07-15", "PSB News", "Alan Teague"
    )


def quality_daily(s: Sheet) -> Page:
    data = [
        {
            "@context": "http://schema.org",
            "@type": "NewsArticle",
            "headline": "Swing bridge shut until spring after crack found",
            "author": [
                {
                    "@type": "Person",
                    "name": "Josephine Abara",
                    "sameAs": "https://www.observer-east.example/profile/josephine-abara",
                },
                {"@type": "Person", "name": "Mark Lowe"},
            ],
            "datePublished": "2025-03-11T19:45:01.000Z",
            "dateModified": "2025-03-12T12:00:00.000Z",
            "publisher": {
                "@type": "Organization",
                "@context": "http://schema.org",
                "@id": "https://www.observer-east.example#publisher",
                "name": "The Eastern Observer",
                "logo": {},
            },
            "mainEntityOfPage": "https://www.observer-east.example/world/2025/mar/11/swing-bridge-shut",
        },
        {
            "@context": "http://schema.org",
            "@type": "WebPage",
            "@id": "https://www.observer-east.example/world/2025/mar/11/swing-bridge-shut",
        },
    ]
    html = f"""<!DOCTYPE html><html lang="en"><head><title>Swing bridge shut until spring after crack found | Transport | The Eastern Observer</title>{meta(og__title="Swing bridge shut until spring after crack found", og__site_name="the Eastern Observer", article__author="https://www.observer-east.example/profile/josephine-abara", article__section="UK news")}{ld(data)}</head><body><main data-layout="Standard"><div data-gu-name="headline"><h1 class="dcr-u0152o">Swing bridge shut until spring after crack found</h1></div><div data-gu-name="standfirst"><div class="dcr-1mfei"><p>Lorries face a 14-mile detour while a new bearing is cast</p></div></div><aside data-gu-name="meta"><address aria-label="Contributor info"><div class="dcr-1cfpnlw">Josephine Abara and Mark Lowe</div></address><details class="dcr-km9fgb"><summary><span class="dcr-u0h1qy">Tue 11 Mar 2025 19.45 GMT</span></summary>Last modified on Wed 12 Mar 2025 12.00 GMT</details></aside>
    <div data-gu-name="body"><div id="maincontent"><div class="article-body-commercial-selector">{s.ps(lines(stories.BRIDGE)[:3], 'p class="dcr-iy9ec7"')}<figure data-spacefinder-role="richLink"><div class="dcr-1mpr0ie"><a href="/q">{s.no("Fishmongers count the cost of a closed bridge")}</a></div></figure>{s.ps(lines(stories.BRIDGE)[3:], 'p class="dcr-iy9ec7"')}<footer><p>{s.t("This article was amended on 12 March 2025. An earlier version gave the weight of the bearing as 32 tonnes.")}</p></footer></div></div></div><div data-gu-name="border"><span>{s.no("Explore more on these topics")}</span></div></main></body></html>"""
    return s.page(
        "quality-daily",
        html,
        "Swing bridge shut until spring after crack found",
        "2025-03-11",
        "The Eastern Observer",
        "Josephine Abara",
        "Mark Lowe",
        corrections=1,
    )


def arabic_meta_only(s: Sheet) -> Page:
    html = f"""<!DOCTYPE html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>الجسر الدوار يغلق شهرا - جريدة الميناء</title>{meta(og__title="الجسر الدوار يغلق شهرا", og__site_name="جريدة الميناء")}</head><body><div class="news-page"><h1 class="news-title">الجسر الدوار يغلق شهرا</h1><div class="news-info"><span class="news-author">كتب: كريم منصور</span><span class="news-date">١٢ مارس ٢٠٢٥</span></div><div class="news-text">{s.ps(lines(stories.JISR))}</div><div class="news-share"><span>{s.no("شارك هذا الخبر مع أصدقائك")}</span></div></div></body></html>"""
    return s.page(
        "arabic-meta-only", html, "الجسر الدوار يغلق شهرا", "2025-03-12", "جريدة الميناء", "كريم منصور", language="ar"
    )


def russian_newspaper(s: Sheet) -> Page:
    html = f"""<!DOCTYPE html><html lang="ru-RU"><head><meta charset="utf-8"><title>Озеро подо льдом: что нашли учёные в Веттисе — Долина сегодня</title><meta property="og:title" content="Озеро подо льдом: что нашли учёные в Веттисе"><meta property="og:site_name" content="Долина сегодня"></head><body><div itemscope itemtype="http://schema.org/NewsArticle"><h1 itemprop="headline">Озеро подо льдом: что нашли учёные в Веттисе</h1><p><meta itemprop="datePublished" content="2024-07-16T09:20:00+03:00"><span>16 июля 2024, 09:20</span> <span itemprop="author" itemscope itemtype="http://schema.org/Person">Автор: <a href="/authors/17" itemprop="name">Дарья Климова</a></span></p><div itemprop="articleBody" class="txt">{s.ps(lines(stories.LEDNIK))}</div></div><div class="inject"><p>{s.no("Подписывайтесь на наш канал в Telegram")}</p></div><div class="list"><b>{s.no("Читайте также")}</b>{s.items("Туристов просят не ходить к леднику")}</div></body></html>"""
    return s.page(
        "russian-newspaper",
        html,
        "Озеро подо льдом: что нашли учёные в Веттисе",
        "2024-07-16",
        "Долина сегодня",
        "Дарья Климова",
        language="ru",
    )


def spanish_regional(s: Sheet) -> Page:
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "Valdeoro recupera su puente",
        "datePublished": "2025-06-07T14:40:00+0200",
        "author": {"@type": "Organization", "name": "Redacción"},
        "publisher": {"@type": "Organization", "name": "La Voz del Oro"},
        "articleSection": "Comarcas",
    }
    html = f"""<!DOCTYPE html><html lang="es"><head><title>Valdeoro recupera su puente - La Voz del Oro</title>{ld(data)}<link rel="amphtml" href="https://lavozdeloro.example/amp/x"></head><body><main><h1 class="voc-title">Valdeoro recupera su puente</h1><p class="voc-author">Redacción / Efe</p><div class="voc-author__time"><time datetime="2025-06-07T14:40:00+02:00">Sábado, 7 de junio 2025, 14:40</time></div>{s.ps(lines(stories.PUENTE)[:2], 'p class="voc-p"')}<div class="voc-taxonomy"><span>{s.no("Noticias relacionadas")}</span>{s.items("Fotos: la reapertura, tirante a tirante")}</div>{s.ps(lines(stories.PUENTE)[2:], 'p class="voc-p"')}<div class="voc-limit"><p>{s.no("Suscríbete para seguir leyendo")}</p></div></main></body></html>"""
    return s.page(
        "spanish-regional", html, "Valdeoro recupera su puente", "2025-06-07", "La Voz del Oro", language="es"
    )


def small_town_cms(s: Sheet) -> Page:
    html = f"""<!DOCTYPE html><html lang="en"><head><title>Co-op advances milk money | Local News | wold-reporter.example</title>{meta(og__title="Co-op advances milk money", og__site_name="Wold Reporter", article__published_time="2025-02-20T05:00:00-06:00", author="Bill Prentiss bprentiss@wold-reporter.example")}<link rel="canonical" href="https://www.wold-reporter.example/news/local/co-op-advances-milk-money/article_2f.html"></head><body><div id="site-container"><article class="asset article has-full-perms" itemscope itemtype="https://schema.org/NewsArticle"><header class="asset-header"><h1 itemprop="headline" class="headline"><span>Co-op advances milk money</span></h1><div class="meta"><span><ul class="list-inline"><li class="hidden-print"><span itemprop="author" class="tnt-byline">By Bill Prentiss bprentiss@wold-reporter.example</span></li><li><time datetime="2025-02-20T05:00:00-06:00">Feb 20, 2025</time></li></ul></span></div></header>
    <div class="asset-content p402_premium subscriber-premium"><div itemprop="articleBody" id="article-body">{s.ps(lines(stories.MILK)[:2])}<div class="tnt-ads-container text-center"><div class="ad-col">{s.no("Shop local this weekend")}</div></div>{s.ps(lines(stories.MILK)[2:])}</div></div><div class="asset-tagline">{s.no("Bill Prentiss covers farming. Reach him at 555-0142.")}</div></article><div class="tncms-region"><h3>{s.no("Most Popular Stories")}</h3>{s.items("Deputies find missing tractor", "School board sets calendar")}</div></div></body></html>"""
    return s.page("small-town-cms", html, "Co-op advances milk money", "2025-02-20", "Wold Reporter", "Bill Prentiss")


def saved_newsletter(s: Sheet) -> Page:
    body = "".join(
        f'<tr><td style="padding:0 18px 9px;font-size:16px">{s.t(line)}</td></tr>' for line in lines(stories.FERRY)
    )
    html = f"""<!DOCTYPE html><html><head><meta charset="UTF-8"><title>The Bay This Week: Night ferry returns in May</title></head><body><center><table id="bodyTable" width="100%"><tr><td align="center"><table class="templateContainer" width="600"><tr><td class="preheader"><a href="/v">{s.no("View this email in your browser")}</a></td></tr><tr><td class="headerContainer"><h1>Night ferry returns in May</h1></td></tr><tr><td>By Karin Aas, 3 April 2025</td></tr><tr><td><table class="mcnTextBlock">{body}</table></td></tr><tr><td class="footerContainer"><em>{s.no("Copyright © 2025 The Bay This Week, All rights reserved.")}</em><br><a href="/u">{s.no("unsubscribe from this list")}</a></td></tr></table></td></tr></table></center></body></html>"""
    return s.page(
        "saved-newsletter",
        html,
        "Night ferry returns in May",
        "2025-04-03",
        "The Bay This Week",
        "Karin Aas",
        language="en",
    )


def cooperative_wire(s: Sheet) -> Page:
    story = lines(stories.MILK)
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "Dairy co-op to pay farmers before milk is delivered",
        "datePublished": "2025-02-19T17:31:00Z",
        "author": [{"@type": "Person", "name": "TED MARLOW"}],
        "publisher": {"@type": "Organization", "name": "AP News"},
        "keywords": ["milk"],
    }
    html = f"""<!DOCTYPE html><html lang="en"><head><title>Dairy co-op to pay farmers before milk is delivered | AP News</title>{ld(data)}{meta(og__site_name="AP News", og__title="Dairy co-op to pay farmers before milk is delivered", article__published_time="2025-02-19T17:31:00")}</head><body><main class="Page-main"><bsp-story-page><h1 class="Page-headline">Dairy co-op to pay farmers before milk is delivered</h1><div class="Page-byline"><div class="Page-authors">By TED MARLOW</div><div class="Page-dateModified">Updated 5:31 PM UTC, February 19, 2025</div></div><div class="RichTextStoryBody RichTextBody">{s.p("HARROW, England (AP) — " + story[0])}{s.ps(story[1:])}<p>___</p><p>{s.no("Find more of our farm coverage at https://apnews.example/hub/farms")}</p></div></bsp-story-page></main></body></html>"""
    return s.page(
        "cooperative-wire",
        html,
        "Dairy co-op to pay farmers before milk is delivered",
        "2025-02-19",
        "AP News",
        "Ted Marlow",
        agency="AP",
    )


def static_blog(s: Sheet) -> Page:
    html = f"""<!DOCTYPE html><html lang="en"><head><title>What the fine means for small shops | Consent Notes</title><meta name="generator" content="Jekyll v4.3"><meta property="og:title" content="What the fine means for small shops"><meta name="author" content="Magda Wirth"><meta property="og:site_name" content="Consent Notes"><meta property="article:published_time" content="2024-11-10T00:00:00+00:00"><script type="application/ld+json">{{"@context":"https://schema.org","@type":"BlogPosting","author":{{"@type":"Person","name":"Magda Wirth"}},"dateModified":"2024-11-10T00:00:00+00:00","datePublished":"2024-11-10T00:00:00+00:00","headline":"What the fine means for small shops","url":"https://consentnotes.example/2024/11/10/fine.html"}}</script></head><body><header class="site-header"><a class="site-title" href="/">Consent Notes</a></header><main class="page-content"><article class="post h-entry" itemscope itemtype="http://schema.org/BlogPosting"><header class="post-header"><h1 class="post-title p-name" itemprop="name headline">What the fine means for small shops</h1><p class="post-meta"><time class="dt-published" datetime="2024-11-10T00:00:00+00:00" itemprop="datePublished">Nov 10, 2024</time></p></header><div class="post-content e-content" itemprop="articleBody">{s.ps(lines(stories.COOKIES)[:3])}<blockquote><p>{s.t("Whoever asks must also take no for an answer.")}</p></blockquote>{s.ps(lines(stories.COOKIES)[3:])}<ul><li>{s.t("Ask once, and remember the answer.")}</li><li>{s.t("Load nothing before it is given.")}</li></ul></div></article></main><footer class="site-footer"><p>{s.no("Notes on what websites may ask")}</p></footer></body></html>"""
    return s.page(
        "static-blog", html, "What the fine means for small shops", "2024-11-10", "Consent Notes", "Magda Wirth"
    )


def magazine(s: Sheet) -> Page:
    story = lines(stories.STRIKE)
    data = {
        "@context": "https://schema.org",
        "@graph": [
            {
                "@type": "NewsArticle",
                "headline": "Twelve Days at the Quay",
                "alternativeHeadline": "How a roster nobody wanted closed a port",
                "author": {"@id": "#a"},
                "datePublished": "2024-10-27T06:00:00-04:00",
                "publisher": {"@type": "Organization", "@id": "#org"},
                "isPartOf": {"@type": "PublicationIssue", "name": "November 2024"},
            },
            {"@type": "Person", "@id": "#a", "name": "Rafael Quint"},
            {"@type": "Organization", "@id": "#org", "name": "The Longshore Review"},
        ],
    }
    html = f"""<!DOCTYPE html><html lang="en-US"><head><title>Twelve Days at the Quay | The Longshore Review</title>{ld(data)}</head><body><main class="ContentPage"><header class="SplitScreenContentHeaderWrapper"><div class="rubric">Reporting at Large</div><h1>Twelve Days at the Quay</h1><div class="ContentHeaderDek-bIqFFZ">How a roster nobody wanted closed a port</div><div class="BylineWrapper-jWHrLH">By <a href="/contributors/rafael-quint">Rafael Quint</a></div><time>October 27, 2024</time></header><div class="body__inner-container"><p class="has-dropcap">{s.t(story[0])}</p>{s.p(story[1])}<aside class="PullQuoteEmbed"><p>{s.no("“Not a century,” she told them.")}</p></aside><h3>{s.t("The vote")}</h3>{s.ps(story[2:4])}<figure class="AssetEmbed"><img alt="x"><figcaption><span>Photograph by the harbour archive</span></figcaption></figure>{s.ps(story[4:])}</div><div class="GenericCallout"><h2>{s.no("New Longshore Favorites")}</h2><ul><li>{s.no("The man who timed every tide.")}</li><li>{s.no("Sign up for our daily newsletter to receive the best stories.")}</li></ul></div></main></body></html>"""
    return s.page(
        "magazine",
        html,
        "Twelve Days at the Quay",
        "2024-10-27",
        "The Longshore Review",
        "Rafael Quint",
        subtitle="How a roster nobody wanted closed a port",
    )


def web_archive(s: Sheet) -> Page:
    html = f"""<html><head><title>Ledger Online: Libraries stay open</title><script src="/_static/js/wm.js"></script></head><body><!-- BEGIN TOOLBAR INSERT --><div id="wm-ipp-base" lang="en"><div id="wm-ipp"><span>{s.no("The archive has 37 captures of this page")}</span></div></div><!-- END TOOLBAR INSERT -->
    <div id="container"><div id="banner"><a href="/web/2008/http://ledger.example/">Ledger Online</a></div><div id="leftnav">{s.items("Ledger classifieds", "Ledger family notices")}</div><div id="story"><h2 class="storyheadline">Libraries stay open</h2><div class="storybyline">by Hugh Carrow</div><div class="storydate">September 5, 2008</div>{s.ps(lines(stories.LIBRARY))}<div class="storytools"><a href="#">{s.no("Send us your letter to the editor")}</a></div></div></div></body></html>"""
    return s.page("web-archive", html, "Libraries stay open", "2008-09-05", "Ledger Online", "Hugh Carrow")


def japanese_regional(s: Sheet) -> Page:
    data = {
        "@context": "http://schema.org",
        "@type": "NewsArticle",
        "headline": "江良部の旋回橋に亀裂、三月末まで通行止め",
        "datePublished": "2025-03-11T18:30:00+09:00",
        "author": {"@type": "Organization", "name": "北浜日報社"},
        "publisher": {"@type": "Organization", "name": "北浜日報"},
    }
    html = f"""<!DOCTYPE html><html lang="ja"><head><meta charset="utf-8"><title>江良部の旋回橋に亀裂、三月末まで通行止め|北浜日報</title>{ld(data)}</head><body><div id="wrapper"><article class="detail"><h1 class="detail__title">江良部の旋回橋に亀裂、三月末まで通行止め</h1><p class="detail__day">2025/3/11 18:30</p><div class="detail__body">{s.ps(lines(stories.HASHI))}</div><p class="detail__more">{s.no("この記事は会員限定です。残り百字。")}</p></article><section><h2>{s.no("あわせて読みたい")}</h2>{s.items("魚市場、渡し船を要望")}</section></div></body></html>"""
    return s.page(
        "japanese-regional", html, "江良部の旋回橋に亀裂、三月末まで通行止め", "2025-03-11", "北浜日報", language="ja"
    )


def chinese_daily(s: Sheet) -> Page:
    html = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>旋转桥停运 卡车绕行--海港日报</title></head><body><div class="path">{s.no("您所在的位置：首页 本地新闻")}</div><div class="rm_txt"><h1>旋转桥停运 卡车绕行</h1><div class="author">本报记者 陈晓东</div><div class="channel">2025年03月12日06:10 | 来源：海港日报</div><div class="rm_txt_con">{s.ps(lines(stories.QIAO))}<p class="paper_num">{s.no("《海港日报》（2025年03月12日 03 版）")}</p><div class="edit">{s.no("(责编：周洁、林涛)")}</div></div></div></body></html>"""
    return s.page("chinese-daily", html, "旋转桥停运 卡车绕行", "2025-03-12", "海港日报", "陈晓东", language="zh")


def dutch_regional(s: Sheet) -> Page:
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "Orkest speelt in veilinghal na kapotte ketel",
        "datePublished": "2025-11-04T18:12:00+01:00",
        "author": {"@type": "Person", "name": "Sietske Bakker"},
        "publisher": {"@type": "NewsMediaOrganization", "name": "Omroep Velde"},
    }
    html = f"""<!DOCTYPE html><html lang="nl"><head><title>Orkest speelt in veilinghal na kapotte ketel - Omroep Velde</title>{ld(data)}</head><body><div class="cookiewall"><p>{s.no("Omroep Velde gebruikt cookies en vergelijkbare technieken.")}</p></div><main><article><h1>Orkest speelt in veilinghal na kapotte ketel</h1><p class="auteur">Door Sietske Bakker</p><p class="intro"><strong>{s.t(lines(stories.ORKEST)[0])}</strong></p>{s.ps(lines(stories.ORKEST)[1:])}<div class="tip"><h3>{s.no("Heb je een tip of opmerking?")}</h3><p>{s.no("Stuur ons je nieuws of foto via WhatsApp.")}</p></div></article></main></body></html>"""
    return s.page(
        "dutch-regional",
        html,
        "Orkest speelt in veilinghal na kapotte ketel",
        "2025-11-04",
        "Omroep Velde",
        "Sietske Bakker",
        language="nl",
    )


def french_magazine(s: Sheet) -> Page:
    html = f"""<!DOCTYPE html><html lang="fr"><head><title>Vendanges : dix-neuf jours d'avance | Terroirs Magazine</title>{meta(og__title="Vendanges : dix-neuf jours d'avance", og__site_name="Terroirs Magazine", author="Bastien Roche", article__published_time="2025-08-28T07:00:00+02:00", article__modified_time="2025-08-29T10:00:00+02:00")}</head><body><div class="page"><article class="content"><h1>Vendanges : dix-neuf jours d'avance</h1><div class="signature-date">Par Bastien Roche, le 28 août 2025</div><div class="texte">{s.ps(lines(stories.VIGNE)[:2])}<div class="encart-nl"><p>{s.no("Recevez chaque vendredi notre newsletter gratuite.")}</p></div>{s.ps(lines(stories.VIGNE)[2:])}<p>{s.t("Rectificatif du 29 août : le syndicat demande quatre millions d'euros, et non quarante.")}</p></div></article><div class="bas"><h4>{s.no("Sur le même sujet")}</h4>{s.items("La grêle, ennemie de juin")}</div></div></body></html>"""
    return s.page(
        "french-magazine",
        html,
        "Vendanges : dix-neuf jours d'avance",
        "2025-08-28",
        "Terroirs Magazine",
        "Bastien Roche",
        language="fr",
        corrections=1,
    )


def italian_daily(s: Sheet) -> Page:
    data = {
        "@context": "http://schema.org",
        "@type": "NewsArticle",
        "headline": "Portosale, il ponte chiude per una crepa",
        "datePublished": "2025-03-11T20:10:00+01:00",
        "author": {"@type": "Person", "name": "di Federica Neri"},
        "publisher": {"@type": "Organization", "name": "Il Mattino di Portosale"},
    }
    html = f"""<!DOCTYPE html><html lang="it"><head><title>Portosale, il ponte chiude per una crepa - Il Mattino di Portosale</title>{ld(data)}</head><body><main id="content"><div class="story__hero"><h1 class="story__title">Portosale, il ponte chiude per una crepa</h1><em class="story__author">di Federica Neri</em><time class="story__date" datetime="2025-03-11">11 marzo 2025</time></div><div id="article-body" class="story__text">{"".join(f"<p>{s.t(line)}</p>" for line in lines(stories.PONTE)[:3])}<div class="inline-article"><span>{s.no("Leggi anche")}</span><a href="/t">{s.no("Il mercato del pesce chiede un traghetto")}</a></div>{"".join(f"<p>{s.t(line)}</p>" for line in lines(stories.PONTE)[3:])}</div><div class="story__copyright">{s.no("© Riproduzione riservata")}</div></main></body></html>"""
    return s.page(
        "italian-daily",
        html,
        "Portosale, il ponte chiude per una crepa",
        "2025-03-11",
        "Il Mattino di Portosale",
        "Federica Neri",
        language="it",
    )


def polish_daily(s: Sheet) -> Page:
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "Woda z kopalni ogrzeje Brennick",
        "datePublished": "2025-05-20T16:02:00+02:00",
        "author": [{"@type": "Person", "name": "Iza Turek"}, {"@type": "Person", "name": "PAP"}],
        "publisher": {"@type": "Organization", "name": "Dziennik Południowy"},
    }
    html = f"""<!DOCTYPE html><html lang="pl"><head><title>Woda z kopalni ogrzeje Brennick - Dziennik Południowy</title>{ld(data)}</head><body><div id="main"><h1>Woda z kopalni ogrzeje Brennick</h1><div class="authorList">Iza Turek, PAP</div><div class="articleBody">{s.ps(lines(stories.SIRIKIT)[:2])}<p><a href="/d">{s.no("CZYTAJ TAKŻE: Kopalnia otwarta dla zwiedzających")}</a></p>{s.ps(lines(stories.SIRIKIT)[2:])}<p>{s.no("Obserwuj nas na Facebooku")}</p></div><p class="zastrzezenie">{s.no("Materiał chroniony prawem autorskim - wszelkie prawa zastrzeżone.")}</p></div></body></html>"""
    return s.page(
        "polish-daily",
        html,
        "Woda z kopalni ogrzeje Brennick",
        "2025-05-20",
        "Dziennik Południowy",
        "Iza Turek",
        language="pl",
        agency="PAP",
    )


def institute_news(s: Sheet) -> Page:
    html = f"""<!DOCTYPE html><html lang="en"><head><title>Borehole reaches lake | News | Sallow Institute</title></head><body><div class="crumbs"><a href="/">Home</a> &gt; <a href="/news">News</a></div><main id="main-content"><div class="news-item"><h1>Borehole reaches lake</h1><p class="news-item-date">Published on <time datetime="2024-07-15">15/07/2024</time></p>{s.ps(lines(stories.GLACIER))}<h2>{s.t("Readings so far")}</h2><table class="data"><thead><tr><th>Depth</th><th>Pressure</th></tr></thead><tbody><tr><td>120 m</td><td>1.1 MPa</td></tr></tbody></table><p class="contact">{s.no("For interviews, contact press@sallow.example")}</p></div></main><footer><p>{s.no("Sallow Institute, 4 Quarry Lane, Sallow")}</p></footer></body></html>"""
    s.main += ["Depth | Pressure", "120 m | 1.1 MPa"]
    return s.page("institute-news", html, "Borehole reaches lake", "2024-07-15", "Sallow Institute")


def app_shell(s: Sheet) -> Page:
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "Strike over, cranes to come",
        "datePublished": "2024-10-19T07:00:00Z",
        "author": {"@type": "Person", "name": "Ines Holt"},
        "publisher": {"@type": "Organization", "name": "Port Daily"},
        "articleBody": " ".join(lines(stories.STRIKE)),
    }
    html = f"""<!DOCTYPE html><html lang="en"><head><title>Strike over, cranes to come | Port Daily</title>{ld(data)}<script id="__NEXT_DATA__" type="application/json">{{"props":{{"x":1}}}}</script></head><body><div id="app"><div data-role="bar"><button>Menu</button></div><div data-role="story"><h1>Strike over, cranes to come</h1><span data-role="who">Ines Holt</span>{"".join(f'<div data-role="para"><span>{s.t(line)}</span></div>' for line in lines(stories.STRIKE))}</div><div data-role="rail"><div><a href="/1">{s.no("Mediator named for crane talks")}</a></div><div><a href="/2">{s.no("Container line returns to Sallowmouth")}</a></div></div><div data-role="consent"><span>{s.no("We and our partners use cookies on this device.")}</span></div></div></body></html>"""
    return s.page("app-shell", html, "Strike over, cranes to come", "2024-10-19", "Port Daily", "Ines Holt")


WRITERS = (
    chain_daily, classic_wordpress_german, typo3_regional, public_service_2015, quality_daily, arabic_meta_only,
    russian_newspaper, spanish_regional, small_town_cms, saved_newsletter, cooperative_wire, static_blog, magazine,
    web_archive, japanese_regional, chinese_daily, dutch_regional, french_magazine, italian_daily, polish_daily,
    institute_news, app_shell,
)  # fmt: skip


def pages() -> list[Page]:
    """Return the pages, each written anew."""
    return [write(Sheet()) for write in WRITERS]
