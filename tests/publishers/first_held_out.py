"""Pages of other kinds of publisher: the first that were held out, and mended for afterwards (decision 016)."""

from __future__ import annotations

import html as entities
import json

from publishers import stories
from publishers.sheet import Page, Sheet, ld, meta
from publishers.stories import lines


def joomla_italian(s: Sheet) -> Page:
    html = f"""<!DOCTYPE html><html lang="it-it"><head><base href="https://www.corrieredelporto.example/cronaca/412-ponte"><title>Ponte girevole chiuso fino a fine marzo</title><meta name="generator" content="Joomla! - Open Source Content Management"><meta name="author" content="Paolo Rizzi"><meta name="rights" content="Corriere del Porto"></head>
    <body class="site com_content view-article"><header><div class="moduletable"><a class="brand" href="/"><span class="site-title">Corriere del Porto</span></a></div><ul class="nav menu mod-list">{s.items("Cronaca locale", "Sport e tempo libero")}</ul></header>
    <div class="item-page" itemscope itemtype="https://schema.org/Article"><meta itemprop="inLanguage" content="it-IT"><div class="page-header"><h2 itemprop="headline">Ponte girevole chiuso fino a fine marzo</h2></div>
    <dl class="article-info muted"><dt class="article-info-term">{s.no("Dettagli dell'articolo")}</dt><dd class="createdby" itemprop="author" itemscope itemtype="https://schema.org/Person">Scritto da <span itemprop="name">Paolo Rizzi</span></dd><dd class="published"><time datetime="2025-03-12T06:40:00+01:00" itemprop="datePublished">Pubblicato: 12 Marzo 2025</time></dd><dd class="hits">Visite: 1384</dd></dl>
    <div itemprop="articleBody">{s.ps(lines(stories.PONTE))}</div><ul class="pager pagenav"><li class="previous"><a href="/p">{s.no("Articolo precedente: Il mercato cambia sede")}</a></li></ul></div>
    <div class="footer"><p>{s.no("© 2025 Corriere del Porto. Tutti i diritti riservati.")}</p></div></body></html>"""
    return s.page(
        "joomla-italian",
        html,
        "Ponte girevole chiuso fino a fine marzo",
        "2025-03-12",
        "Corriere del Porto",
        "Paolo Rizzi",
        language="it",
    )


def site_builder(s: Sheet) -> Page:
    data = {
        "url": "https://www.valleyvoice.example/stories/well",
        "name": "Nine villages wait for water \u2014 Valley Voice",
        "headline": "Nine villages wait for water",
        "datePublished": "2025-08-17T20:11:00-0400",
        "dateModified": "2025-08-18T09:00:00-0400",
        "author": "Rosa Delgado",
        "publisher": {
            "name": "Valley Voice",
            "logo": {"@type": "ImageObject"},
            "@type": "Organization",
            "@context": "http://schema.org",
        },
        "@type": "Article",
        "@context": "http://schema.org",
    }
    html = f"""<!doctype html><html lang="en-US" xmlns:og="http://opengraphprotocol.org/schema/"><head><title>Nine villages wait for water &mdash; Valley Voice</title><meta property="og:site_name" content="Valley Voice"><meta property="og:title" content="Nine villages wait for water &mdash; Valley Voice"><meta itemprop="name" content="Nine villages wait for water — Valley Voice"><link rel="canonical" href="https://www.valleyvoice.example/stories/well">{ld(data)}</head>
    <body><div class="sqs-announcement-bar"><p>{s.no("Our harvest supper is sold out, thank you all!")}</p></div><div id="siteWrapper"><header>{s.items("Stories we tell", "Who we are")}</header><main id="page"><article class="h-entry"><div class="blog-item-inner-wrapper"><div class="blog-item-top-wrapper"><h1 class="entry-title entry-title--large">Nine villages wait for water</h1></div>
    <div class="blog-item-content e-content"><div class="sqs-layout"><div class="sqs-block html-block"><div class="sqs-block-content">{s.ps(lines(stories.WELL)[:2])}</div></div><div class="sqs-block image-block"><figure><img alt="pump"><figcaption><p>The old pump house</p></figcaption></figure></div><div class="sqs-block html-block"><div class="sqs-block-content">{s.ps(lines(stories.WELL)[2:])}</div></div>
    <div class="sqs-block newsletter-block"><div class="newsletter-form-wrapper"><h2>{s.no("Stay in the loop with us")}</h2><p>{s.no("We respect your privacy.")}</p></div></div></div></div></div></article>
    <section id="itemPagination"><a href="/x"><h2>{s.no("The last cobbler of Barrow Down")}</h2></a></section></main></div></body></html>"""
    return s.page("site-builder", html, "Nine villages wait for water", "2025-08-17", "Valley Voice", "Rosa Delgado")


def hashed_classes(s: Sheet) -> Page:
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "Dockers go back to work at Sallowmouth",
        "datePublished": "2024-10-18T20:15:00+01:00",
        "author": [{"@type": "Person", "name": "Femi Oduya", "jobTitle": "Industry correspondent"}],
        "publisher": {"@type": "Organization", "name": "Metro Ledger"},
    }
    block = f'<script type="application/ld+json">{entities.escape(json.dumps(data))}</script>'
    body = "".join(
        f'<div class="css-53u6y8"><div class="css-at9mc1 evys1bk0">{s.t(line)}</div></div>'
        for line in lines(stories.STRIKE)
    )
    html = f"""<!DOCTYPE html><html lang="en"><head><title data-next-head="">Dockers go back to work at Sallowmouth | Metro Ledger</title>{block}<meta property="og:title" content="Dockers go back to work at Sallowmouth"></head><body><div id="__next"><div class="css-1vxca1d e1xfvim30"><div class="css-10488qs"><a href="/">{s.no("Go to the front page")}</a></div></div>
    <section class="css-1r7ky0e"><h1 class="css-1vkm6nb ehdk2mb0">Dockers go back to work at Sallowmouth</h1><div class="css-4anu6l e1jsehar1"><span class="css-1baulvz">Femi Oduya</span></div><div class="css-1e5v">{body}</div></section>
    <div class="css-mdjrty"><div class="css-8atqhb">{s.items("Crane drivers train on screens", "Two lines return to the port")}</div></div></div></body></html>"""
    return s.page(
        "hashed-classes", html, "Dockers go back to work at Sallowmouth", "2024-10-18", "Metro Ledger", "Femi Oduya"
    )


def television_station(s: Sheet) -> Page:
    html = f"""<!DOCTYPE html><html lang="en"><head><title>Council keeps five libraries open</title>{meta(og__title="Council keeps five libraries open", og__site_name="KBRD 6 News", twitter_site="@kbrd6")}<link rel="canonical" href="https://www.kbrd6.example/2024/09/05/council-keeps-five-libraries-open/"></head><body><div class="top-nav">{s.items("Submit photos and videos", "School closings and delays")}</div>
    <main><div class="article-heading"><h1>Council keeps five libraries open</h1></div><div class="article-byline"><div><span class="author">By <a href="/authors/dana.cole">Dana Cole</a></span></div><div>Published: Sep. 5, 2024 at 7:20 AM EDT</div><div>|</div><div>Updated: 4 hours ago</div></div>
    <div class="article-body"><p>CASTELL BRIDGE, Pa. (KBRD) - {s.t(lines(stories.LIBRARY)[0])}</p>{s.ps(lines(stories.LIBRARY)[1:3])}<div class="arcad-wrapper"><span>{s.no("Advertisement")}</span></div><p><b><a href="/app">{s.no("Download the free KBRD app to get breaking news on your phone.")}</a></b></p>{s.ps(lines(stories.LIBRARY)[3:])}<p>{s.no("Copyright 2024 KBRD. All rights reserved.")}</p></div>
    <div class="most-read"><h2>Most Read</h2>{s.items("Bear found asleep in laundromat", "Storm warning for three counties")}</div></main></body></html>"""
    return s.page(
        "television-station", html, "Council keeps five libraries open", "2024-09-05", "KBRD 6 News", "Dana Cole"
    )


def press_release(s: Sheet) -> Page:
    story = lines(stories.FERRY)
    html = f"""<!DOCTYPE html><html lang="en"><head><title>Tarrow Lines to Restore Night Ferry</title><meta name="date" content="2025-04-02T03:00:00-04:00"><meta name="author" content="Tarrow Lines"><meta property="og:site_name" content="NewsPost Wire"><meta property="og:title" content="Tarrow Lines to Restore Night Ferry"></head><body><header class="container release-header"><div class="row detail-headline"><h1>Tarrow Lines to Restore Night Ferry</h1></div><p class="mb-no">Apr 02, 2025, 03:00 ET</p></header>
    <section class="release-body container"><p><span class="legendSpanClass">NORRIN</span>, <span class="legendSpanClass">April 2, 2025</span> /NewsPost Wire/ -- {s.t(story[0])}</p>{s.ps(story[1:])}
    <table border="1"><tr><td>{s.t("Walker | 48")}</td></tr><tr><td>x</td></tr></table><p>{s.t("SOURCE Tarrow Lines")}</p></section><div class="share-tools">{s.no("Share this release with your network")}</div><aside>{s.no("Contact a NewsPost representative")}</aside></body></html>"""
    html = html.replace(
        "<td>Walker | 48</td></tr><tr><td>x</td></tr>",
        "<td>Walker</td><td>48</td></tr><tr><td>Car</td><td>130</td></tr>",
    )
    return s.page(
        "press-release", html, "Tarrow Lines to Restore Night Ferry", "2025-04-02", "NewsPost Wire", "Tarrow Lines"
    )


def dublin_core(s: Sheet) -> Page:
    html = f"""<html lang="en"><head><title>County Archive Bulletin: Bell of 1688 found, and other news</title><meta name="DC.Title" content="Lake discovered below the Vettis glacier"><meta name="DC.Creator" content="Nasser-Hill, Tamsin"><meta name="DC.Date" content="2024-07-15"><meta name="DC.Publisher" content="Institute Bulletin"><meta name="DC.Language" content="en"><link rel="schema.DC" href="http://purl.org/dc/elements/1.1/"></head>
    <body><div id="wrap"><div id="left-col">{s.items("About the Bulletin", "Back numbers of the Bulletin")}</div><div id="text"><h3>Lake discovered below the Vettis glacier</h3>{s.ps(lines(stories.GLACIER))}</div><div id="foot"><small>{s.no("Maintained by the Institute's press office")}</small></div></div></body></html>"""
    return s.page(
        "dublin-core",
        html,
        "Lake discovered below the Vettis glacier",
        "2024-07-15",
        "Institute Bulletin",
        "Tamsin Nasser-Hill",
    )


def several_articles(s: Sheet) -> Page:
    html = f"""<!DOCTYPE html><html lang="en"><head><title>Advance for dairy farmers | The Dale Echo</title>{meta(og__title="Advance for dairy farmers", og__site_name="The Dale Echo", article__published_time="2025-02-19T10:00:00Z", author="Owen Price")}</head><body><main>
    <article id="story-1"><h1>Advance for dairy farmers</h1><p class="credit">Owen Price</p>{s.ps(lines(stories.MILK))}</article>
    <article id="story-2"><h2>Chapel roof to be mended</h2><p>{s.no("The chapel at Upper Wold will have a new roof before winter, its trustees said on Monday, after a bequest of 20,000 from a former organist.")}</p><p>{s.no("Work is to begin in August and services will move to the school hall for six weeks.")}</p></article></main><footer>{s.no("The Dale Echo is printed in Harrow on recycled paper")}</footer></body></html>"""
    return s.page("several-articles", html, "Advance for dairy farmers", "2025-02-19", "The Dale Echo", "Owen Price")


def spanish_agency(s: Sheet) -> Page:
    story = lines(stories.SEQUIA)
    html = f"""<!DOCTYPE html><html lang="es"><head><title>Los pantanos del Ariza, al 31 por ciento - Agencia Sur</title>{meta(og__title="Los pantanos del Ariza, al 31 por ciento", og__site_name="Agencia Sur", article__published_time="2025-09-04T13:22:00+02:00")}</head><body><div class="noticia"><h1>Los pantanos del Ariza, al 31 por ciento</h1><p class="fecha">4 de septiembre de 2025</p><div class="cuerpo">{s.p("Ariza, 4 sep (Agencia Sur).- " + story[0])}{s.ps(story[1:])}<p>{s.no("Síguenos en Facebook y en X")}</p></div><div class="etiquetas">{s.items("sequía en el Ariza", "riego y agricultura")}</div></div></body></html>"""
    return s.page(
        "spanish-agency",
        html,
        "Los pantanos del Ariza, al 31 por ciento",
        "2025-09-04",
        "Agencia Sur",
        language="es",
        agency="Agencia Sur",
    )


def german_broadcaster(s: Sheet) -> Page:
    html = f"""<!DOCTYPE html><html lang="de"><head><title>Verschollene Glocke kehrt zurück | landfunk.example</title>{meta(og__title="Verschollene Glocke kehrt zurück", og__site_name="Landfunk", date="2025-09-15T17:05:00")}<link rel="canonical" href="https://www.landfunk.example/kultur/glocke-kelbra-100.html"></head><body><div class="content-wrapper"><div class="seitenkopf"><span class="seitenkopf__topline">Kelbra</span> <h1><span class="seitenkopf__headline--text">Verschollene Glocke kehrt zurück</span></h1></div><div class="metatextline">Stand: 15.09.2025 17:05 Uhr</div><div class="authorline"><span class="authorline__author">Von Kerstin Voigt, Landfunk Kelbra</span></div>
    <p class="textabsatz m-ten columns twelve"><strong>{s.t(lines(stories.MUSEUM_DE)[0])}</strong></p>{s.ps(lines(stories.MUSEUM_DE)[1:3], 'p class="textabsatz columns twelve"')}<div class="teaser-absatz"><a href="/x"><span>{s.no("Bilderstrecke: Die Glocken der Region")}</span></a></div><h2 class="meldung__subhead">{s.t("Geläut nur einmal im Jahr")}</h2>{s.ps(lines(stories.MUSEUM_DE)[3:], 'p class="textabsatz columns twelve"')}
    <p class="sendungsbezug">{s.no("Dieses Thema im Programm: Landfunk am Abend, 15.09.2025, 19:30 Uhr")}</p></div><div class="footer"><p>{s.no("Datenschutz und Barrierefreiheit")}</p></div></body></html>"""
    return s.page(
        "german-broadcaster",
        html,
        "Verschollene Glocke kehrt zurück",
        "2025-09-15",
        "Landfunk",
        "Kerstin Voigt",
        language="de",
    )


def french_regional(s: Sheet) -> Page:
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "Le bac de Port-Lunel repart avec un moteur neuf",
        "datePublished": "2025-04-10T21:00:00+02:00",
        "author": "Par Yann Le Goff",
        "publisher": {"@type": "Organization", "name": "Le Littoral"},
        "isAccessibleForFree": False,
    }
    html = f"""<!DOCTYPE html><html lang="fr-FR"><head><title>Le bac de Port-Lunel repart avec un moteur neuf - Le Littoral</title>{ld(data)}{meta(og__title="Le bac de Port-Lunel repart avec un moteur neuf - Le Littoral")}</head><body><div id="didomi-host"><p>{s.no("Nous et nos 312 partenaires utilisons des cookies pour stocker des informations.")}</p></div><main><h1>Le bac de Port-Lunel repart avec un moteur neuf</h1><div class="publication">Publié le <time datetime="2025-04-10T21:00">10/04/2025 à 21h00</time></div><div class="chapo"><p>{s.t("Six semaines sans traversée : la saison peut commencer.")}</p></div>
    <div class="corps">{s.ps(lines(stories.BAC)[:4])}<p class="abo">{s.no("Il vous reste 60 % de cet article à lire. La suite est réservée aux abonnés.")}</p></div><div class="reactions">{s.no("Soyez le premier à réagir à cet article")}</div></main></body></html>"""
    return s.page(
        "french-regional",
        html,
        "Le bac de Port-Lunel repart avec un moteur neuf",
        "2025-04-10",
        "Le Littoral",
        "Yann Le Goff",
        language="fr",
    )


def early_broadcaster(s: Sheet) -> Page:
    body = "\n<P>\n".join(s.t(line) for line in lines(stories.BRIDGE))
    html = f"""<html><head><title>Radio North | Local | Bridge closed by crack</title><meta name="Headline" content="Bridge closed by crack"><meta name="OriginalPublicationDate" content="2003/02/17 16:05:22"><meta name="Section" content="Local"></head><body><table width="770"><tr><td class="nav">{s.no("Low graphics version")}<br>{s.no("Change edition to world")}</td></tr></table>
    <table width="629"><tr><td width="416" valign="top"><span class="date">Last Updated: Monday, 17 February, 2003, 16:05 GMT</span><br><b class="h1">Bridge closed by crack</b><br><font size="2">{body}</font></td><td width="203"><div class="seealsobox"><b>{s.no("SEE ALSO:")}</b><br><a href="/1">{s.no("Fish market asks for ferry")}</a><br><b>{s.no("RELATED INTERNET LINKS:")}</b><br><a href="/2">{s.no("Ellerby harbour office")}</a><br>{s.no("Radio North is not responsible for the content of external internet sites")}</div></td></tr></table></body></html>"""
    return s.page("early-broadcaster", html, "Bridge closed by crack", "2003-02-17", "Radio North", section="Local")


def story_platform(s: Sheet) -> Page:
    data = {
        "@context": "http://schema.org",
        "@type": "NewsArticle",
        "headline": "What a bakery knew about me",
        "name": "What a bakery knew about me",
        "datePublished": "2024-11-09T11:01:12.000Z",
        "dateCreated": "2024-11-09T11:01:12.000Z",
        "author": {"@type": "Person", "name": "Lena Brandt", "url": "https://storyplace.example/@lena"},
        "creator": ["Lena Brandt"],
        "publisher": {"@type": "Organization", "name": "Storyplace"},
        "mainEntityOfPage": "https://storyplace.example/@lena/what-a-bakery-knew",
    }
    html = f"""<!doctype html><html lang="en"><head><title data-rh="true">What a bakery knew about me | by Lena Brandt | Nov, 2024 | Storyplace</title>{meta(og__site_name="Storyplace", og__title="What a bakery knew about me", author="Lena Brandt", twitter_label1="Reading time")}{ld(data)}</head><body><div id="root"><div class="a b c"><article><div class="l"><section><div><h1 class="pw-post-title fo fp" data-testid="storyTitle">What a bakery knew about me</h1><div class="speechify"><p class="be b"><a href="/@lena">Lena Brandt</a></p><div><span>{s.no("4 min read")}</span> · <span>Nov 9, 2024</span></div></div><div class="pw-multi-vote"><p>{s.no("312 claps for this story")}</p></div>
    {s.ps(lines(stories.COOKIES), 'p class="pw-post-body-paragraph md me"')}</div></section></div></article><div class="fi"><p>{s.no("Written by Lena Brandt, 214 followers")}</p><a>{s.no("More from Lena Brandt")}</a></div></div></div></body></html>"""
    return s.page("story-platform", html, "What a bakery knew about me", "2024-11-09", "Storyplace", "Lena Brandt")


def polish_microdata(s: Sheet) -> Page:
    html = f"""<!DOCTYPE html><html lang="pl-PL"><head><title>Brennick ogrzeje się wodą z kopalni | Kurier Brennicki</title></head><body><div class="wrapper"><div class="menu-glowne">{s.items("Wiadomości z miasta", "Ogłoszenia drobne")}</div><article itemscope itemtype="http://schema.org/NewsArticle"><h1 itemprop="headline">Brennick ogrzeje się wodą z kopalni</h1><p class="autor">Autor: <span itemprop="author">Marek Sowa</span>, <time itemprop="datePublished" datetime="2025-05-20 14:30">20 maja 2025, 14:30</time></p>
    <div itemprop="articleBody">{s.ps(lines(stories.SIRIKIT)[:2])}<div class="reklama">{s.no("Reklama")}</div>{s.ps(lines(stories.SIRIKIT)[2:])}</div><p class="zrodlo">Źródło: Kurier Brennicki</p></article><div class="zobacz"><h4>{s.no("Zobacz także")}</h4>{s.items("Stara kopalnia ma nowego właściciela")}</div></div></body></html>"""
    return s.page(
        "polish-microdata",
        html,
        "Brennick ogrzeje się wodą z kopalni",
        "2025-05-20",
        "Kurier Brennicki",
        "Marek Sowa",
        language="pl",
    )


def chinese_agency(s: Sheet) -> Page:
    story = lines(stories.QIAO)
    html = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>埃勒比旋转桥因裂缝停用-北原网</title><meta name="publishdate" content="2025-03-11"><meta name="source" content="北原社"></head><body><div class="header"><span>{s.no("北原网首页导航")}</span></div><div class="head-line"><h1><span class="title">埃勒比旋转桥因裂缝停用</span></h1><div class="info">2025-03-11 22:15:08 来源：北原网</div></div><div id="detail"><p>{s.t("北原社埃勒比3月11日电（记者王芳）" + story[0])}</p>{s.ps(story[1:])}<p>{s.no("【责任编辑:赵敏】")}</p></div></body></html>"""
    return s.page("chinese-agency", html, "埃勒比旋转桥因裂缝停用", "2025-03-11", "北原网", "王芳", language="zh")


def opinion_page(s: Sheet) -> Page:
    story = lines(stories.LIBRARY)
    html = f"""<!DOCTYPE html><html lang="en-GB"><head><title>Was the library truce worth it?</title><link rel="canonical" href="https://thecommonsweekly.example/opinion/library-truce"></head><body><div class="masthead"><a href="/"><img src="/img/masthead.svg" alt="The Commons Weekly"></a></div><div class="wrap"><div class="lead"><p class="label">Opinion</p><h1>Was the library truce worth it?</h1><p class="written-by">Ruth Okafor</p><p class="when">6 September 2024</p></div>
    <div class="prose"><p><span class="dropcap">{story[0][0]}</span>{story[0][1:]}</p>{s.ps(story[1:3])}<div class="callout-quote">{s.no("Nobody lost a library, and nobody gained an hour.")}</div><div class="email-capture"><p>{s.no("Enjoying this? Let us send you the week in one letter.")}</p></div>{s.ps(story[3:])}<ol><li>{s.t("Keep the buildings, whatever the hours.")}</li><li>{s.t("Count visitors before the next cut.")}</li></ol><p class="endnote"><em>{s.no("Ruth Okafor taught at the grammar school for thirty years.")}</em></p></div></div><div class="colophon"><p>{s.no("© The Commons Weekly 2024. Registered at the post office as a newspaper.")}</p></div></body></html>"""
    s.main.insert(0, story[0])
    return s.page("opinion", html, "Was the library truce worth it?", "2024-09-06", "The Commons Weekly", "Ruth Okafor")


def print_version(s: Sheet) -> Page:
    html = f"""<html><head><title>Print: Kornblum fined over tracking - Harbour Business Journal</title><meta name="robots" content="noindex"></head><body onload="window.print()"><div class="print-logo"><img src="/hbj_logo_bw.png" alt="Harbour Business Journal"></div><div class="print-headline"><b>Kornblum fined over tracking</b></div><div class="print-by">By Astrid Moe, Harbour Business Journal</div><div class="print-date">Date: November 8, 2024</div><hr>{s.ps(lines(stories.COOKIES))}<hr><div class="print-url">{s.no("Source: https://harbourbusiness.example/2024/11/kornblum-fined")}</div><div class="print-foot">{s.no("Copyright 2024 Harbour Business Journal. For personal use only.")}</div></body></html>"""
    return s.page(
        "print-version", html, "Kornblum fined over tracking", "2024-11-08", "Harbour Business Journal", "Astrid Moe"
    )


WRITERS = (
    joomla_italian, site_builder, hashed_classes, television_station, press_release, dublin_core, several_articles,
    spanish_agency, german_broadcaster, french_regional, early_broadcaster, story_platform, polish_microdata,
    chinese_agency, opinion_page, print_version,
)  # fmt: skip


def pages() -> list[Page]:
    """Return the pages, each written anew."""
    return [write(Sheet()) for write in WRITERS]
