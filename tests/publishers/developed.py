"""The pages that the reader of pages was developed on."""

from __future__ import annotations

from publishers import stories
from publishers.sheet import Page, Sheet, ld, meta
from publishers.stories import lines


def wordpress_with_yoast(s: Sheet) -> Page:
    url = "https://www.harrowcourier.example/2025/03/12/swing-bridge-shut/"
    graph = {
        "@context": "https://schema.org",
        "@graph": [
            {
                "@type": "Article",
                "@id": url + "#article",
                "isPartOf": {"@id": url},
                "author": {"name": "Nora Finch", "@id": "https://www.harrowcourier.example/#/schema/person/1"},
                "headline": "Swing bridge to stay shut until end of March",
                "datePublished": "2025-03-12T07:30:00+00:00",
                "dateModified": "2025-03-13T09:00:00+00:00",
                "mainEntityOfPage": {"@id": url},
                "publisher": {"@id": "https://www.harrowcourier.example/#organization"},
                "articleSection": ["Transport"],
                "inLanguage": "en-GB",
            },
            {
                "@type": "WebPage",
                "@id": url,
                "url": url,
                "name": "Swing bridge to stay shut until end of March - Harrow Valley Courier",
                "datePublished": "2025-03-12T07:30:00+00:00",
            },
            {"@type": "WebSite", "@id": "https://www.harrowcourier.example/#website", "name": "Harrow Valley Courier"},
            {
                "@type": "Organization",
                "@id": "https://www.harrowcourier.example/#organization",
                "name": "Harrow Valley Courier",
            },
            {
                "@type": "Person",
                "@id": "https://www.harrowcourier.example/#/schema/person/1",
                "name": "Nora Finch",
                "url": "https://www.harrowcourier.example/author/nora/",
            },
        ],
    }
    html = f"""<!DOCTYPE html><html lang="en-GB"><head><title>Swing bridge to stay shut until end of March - Harrow Valley Courier</title>
    <link rel="canonical" href="{url}">{meta(og__title="Swing bridge to stay shut until end of March - Harrow Valley Courier", og__site_name="Harrow Valley Courier", og__type="article")}
    {ld(graph)}</head><body class="post-template-default single single-post">
    <header id="masthead"><a class="site-title" href="/">Harrow Valley Courier</a><nav>{s.items("Front page of the Courier", "Sport and leisure pages")}</nav></header>
    <main><article class="post-812 post type-post"><header class="entry-header"><h1 class="entry-title">Swing bridge to stay shut until end of March</h1>
    <div class="entry-meta"><span class="posted-on"><time class="entry-date published" datetime="2025-03-12T07:30:00+00:00">March 12, 2025</time></span> <span class="byline">by <a rel="author" href="/author/nora/">Nora Finch</a></span></div></header>
    <div class="entry-content">{s.ps(lines(stories.BRIDGE)[:3])}
    <div class="wp-block-group newsletter-signup"><p>{s.no("Get the Courier in your inbox every morning, free of charge.")}</p></div>
    {s.ps(lines(stories.BRIDGE)[3:])}
    <div class="sharedaddy sd-sharing-enabled"><h3>{s.no("Share this with your friends:")}</h3><ul><li><a href="#">Facebook</a></li><li><a href="#">X</a></li></ul></div>
    <div id="jp-relatedposts"><h3><em>Related</em></h3>{s.items("Caster road to be resurfaced in June", "Fish market posts record catch")}</div></div></article>
    <section id="comments"><h2>{s.no("3 thoughts on the swing bridge")}</h2><ol class="comment-list"><li><p>{s.no("I have crossed that bridge for forty years and it always creaked, nobody ever listened to us.")}</p></li></ol></section></main>
    <footer>{s.no("© 2025 Harrow Valley Courier. All rights reserved.")}</footer></body></html>"""
    return s.page(
        "wordpress-yoast",
        html,
        "Swing bridge to stay shut until end of March",
        "2025-03-12",
        "Harrow Valley Courier",
        "Nora Finch",
        language="en",
        section="Transport",
        url=url,
    )


def drupal(s: Sheet) -> Page:
    html = f"""<!DOCTYPE html><html lang="en" dir="ltr" prefix="dc: http://purl.org/dc/terms/ schema: http://schema.org/"><head>
    <meta name="Generator" content="Drupal 10 (https://www.drupal.org)"><title>Co-operative pays its dairy farmers in advance | Wold Gazette</title>
    <link rel="canonical" href="https://woldgazette.example/farming/co-operative-pays-advance">
    {meta(dcterms_title="x", article__published_time="2025-02-19T18:05:00+0000", article__modified_time="2025-02-20T07:00:00+0000")}</head>
    <body class="path-node page-node-type-article"><div class="region region-header"><div id="block-sitebranding"><a href="/" rel="home">Wold Gazette</a></div></div>
    <nav aria-label="Main">{s.items("Farming news", "Village diary")}</nav>
    <main><h1 class="page-title"><span property="schema:name">Co-operative pays its dairy farmers in advance</span></h1>
    <article about="/farming/co-operative-pays-advance" typeof="schema:Article" class="node node--type-article">
    <footer class="node__meta"><div class="node__submitted">{s.no("Submitted by")} <span property="schema:author"><span property="schema:name">Tom Birkett</span></span> on <span>Wed, 02/19/2025 - 18:05</span></div></footer>
    <div class="node__content"><div class="field field--name-body field--type-text-with-summary">{s.ps(lines(stories.MILK))}</div>
    <div class="field field--name-field-tags"><div class="field__label">Tags</div>{s.items("dairy farming", "prices and markets")}</div></div></article>
    <section class="field field--name-comment"><h2>Add new comment</h2><form><label>{s.no("Your name and e-mail address")}</label><textarea></textarea></form></section></main>
    <footer class="site-footer"><p>{s.no("Powered by volunteers in Nether Wold since 1932")}</p></footer></body></html>"""
    html = html.replace('<meta name="dcterms-title" content="x">', "")
    return s.page(
        "drupal", html, "Co-operative pays its dairy farmers in advance", "2025-02-19", "Wold Gazette", "Tom Birkett"
    )


def arc_like(s: Sheet) -> Page:
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "Bakery chain fined for following visitors to its site",
        "alternativeHeadline": "Watchdog says 90,000 phones were tracked",
        "datePublished": "2024-11-08T16:20:00.000Z",
        "dateModified": "2024-11-08T19:02:00.000Z",
        "author": [{"@type": "Person", "name": "Hanna Sole"}, {"@type": "Person", "name": "Idris Vaughan"}],
        "publisher": {
            "@type": "NewsMediaOrganization",
            "name": "The Strand Post",
            "logo": {"@type": "ImageObject", "url": "https://strandpost.example/l.png"},
        },
        "isAccessibleForFree": True,
        "articleSection": "Business",
        "mainEntityOfPage": "https://www.strandpost.example/business/2024/11/08/bakery-chain-fined/",
    }
    html = f"""<!doctype html><html lang="en"><head><title>Bakery chain fined for following visitors to its site - The Strand Post</title>
    <link rel="canonical" href="https://www.strandpost.example/business/2024/11/08/bakery-chain-fined/">
    {meta(og__title="They followed 90,000 phones. Now they pay.", og__site_name="Strand Post", twitter_site="@strandpost")}{ld(data)}</head>
    <body><div id="fusion-app"><header class="b-header">{s.items("Subscribe to the Post", "Sections of the Post")}</header>
    <main class="b-article-main"><div data-testid="headline"><h1 class="b-headline">Bakery chain fined for following visitors to its site</h1><h2 class="b-subheadline">Watchdog says 90,000 phones were tracked</h2></div>
    <div class="b-byline" data-qa="author-byline">By <a class="b-byline__names" href="/people/hanna-sole/">Hanna Sole</a> and <a href="/people/idris-vaughan/">Idris Vaughan</a></div>
    <time class="b-date" datetime="2024-11-08T16:20:00Z">Nov. 8, 2024 at 4:20 p.m. UTC</time>
    <article class="b-article-body" data-qa="main"><div class="wpds-c">{s.ps(lines(stories.COOKIES)[:2], 'p class="b-paragraph" data-el="text"')}
    <div class="b-ad" data-qa="subscribe-promo"><p>{s.no("Story continues below advertisement")}</p></div>
    {s.ps(lines(stories.COOKIES)[2:4], 'p class="b-paragraph" data-el="text"')}
    <div data-qa="interstitial-link"><p class="interstitial-link"><a href="/x">{s.no("What a consent banner may and may not ask of you")}</a></p></div>
    {s.ps(lines(stories.COOKIES)[4:], 'p class="b-paragraph" data-el="text"')}</div></article>
    <div class="b-most-read"><h3>Most Read Business</h3>{s.items("Port owner puts strike loss at 31 million", "Why butter costs what it costs")}</div></main></div></body></html>"""
    return s.page(
        "arc-like",
        html,
        "Bakery chain fined for following visitors to its site",
        "2024-11-08",
        "The Strand Post",
        "Hanna Sole",
        "Idris Vaughan",
        subtitle="Watchdog says 90,000 phones were tracked",
    )


def amp_page(s: Sheet) -> Page:
    html = f"""<!doctype html><html amp lang="en"><head><meta charset="utf-8"><title>All five libraries to stay open</title>
    <link rel="canonical" href="https://ledgeronline.example/news/libraries-stay-open-1.448210"><script async src="https://cdn.example/v0.js"></script>
    <script type="application/ld+json">
    {{ "@context": "http://schema.org", "@type": "NewsArticle", "mainEntityOfPage": "https://ledgeronline.example/news/libraries-stay-open-1.448210",
      "headline": "All five libraries to stay open", "datePublished": "2024-09-05T00:40:00+01:00",
      "author": {{ "@type": "Person", "name": "By Clare Munro, Local Democracy Reporter" }},
      "publisher": {{ "@type": "Organization", "name": "Castell Ledger" }}, }}
    </script></head><body><amp-sidebar id="menu">{s.items("Ledger home pages", "Ledger public notices")}</amp-sidebar>
    <article class="amp-article"><h1 class="amp-title">All five libraries to stay open</h1><p class="amp-byline">By Clare Munro <span>Local Democracy Reporter</span></p>
    {s.ps(lines(stories.LIBRARY)[:2])}<amp-ad width="300" height="250" type="x"><p>{s.no("Advertisement for a kitchen shop in town")}</p></amp-ad>
    {s.ps(lines(stories.LIBRARY)[2:])}<amp-social-share type="email">{s.no("Send it to a friend")}</amp-social-share></article>
    <amp-consent><div>{s.no("We use cookies to show you advertising that suits you.")}</div></amp-consent></body></html>"""
    return s.page("amp", html, "All five libraries to stay open", "2024-09-05", "Castell Ledger", "Clare Munro")


def blogger(s: Sheet) -> Page:
    html = f"""<!DOCTYPE html><html dir="ltr" lang="en"><head><title>Vettis Diary: A lake under the ice</title><meta content="blogger" name="generator">
    <link href="https://vettisdiary.example/2024/07/a-lake-under-ice.html" rel="canonical"><link rel="alternate" type="application/atom+xml" title="Vettis Diary - Atom" href="/feeds/posts/default">
    {meta(og__title="A lake under the ice", og__url="https://vettisdiary.example/2024/07/a-lake-under-ice.html")}</head><body>
    <div class="header section"><h1 class="title"><a href="/">Vettis Diary</a></h1></div>
    <div class="main section" id="main"><div class="blog-posts hfeed"><div class="date-outer"><h2 class="date-header"><span>Monday, July 15, 2024</span></h2>
    <div class="post hentry uncustomized-post-template" itemscope itemtype="http://schema.org/BlogPosting"><h3 class="post-title entry-title" itemprop="name headline">A lake under the ice</h3>
    <div class="post-body entry-content" itemprop="description articleBody">{"<br /><br />".join(s.t(line) for line in lines(stories.GLACIER))}<br /></div>
    <div class="post-footer"><span class="post-author vcard">Posted by <span class="fn" itemprop="author" itemscope itemtype="http://schema.org/Person"><span itemprop="name">Uli Brandner</span></span></span>
    <span class="post-timestamp">at <abbr class="published" itemprop="datePublished" title="2024-07-15T19:14:00+02:00" content="2024-07-15T19:14:00+02:00">7:14 PM</abbr></span></div></div></div></div>
    <div class="comments" id="comments"><h4>2 comments:</h4><p>{s.no("Great post, my grandfather always said that there was water under there somewhere.")}</p></div></div>
    <div class="sidebar section"><h2>Blog Archive</h2>{s.items("A quiet winter in the valley", "Bridge washed away again")}</div></body></html>"""
    return s.page("blogger", html, "A lake under the ice", "2024-07-15", "Vettis Diary", "Uli Brandner")


def ghost(s: Sheet) -> Page:
    data = {
        "@context": "https://schema.org",
        "@type": "Article",
        "publisher": {"@type": "Organization", "name": "Bay Letter", "url": "https://bayletter.example/"},
        "author": {"@type": "Person", "name": "Sanna Koski", "url": "https://bayletter.example/author/sanna/"},
        "headline": "The night ferry is coming back",
        "url": "https://bayletter.example/night-ferry/",
        "datePublished": "2025-04-02T06:00:00.000Z",
        "dateModified": "2025-04-02T06:00:00.000Z",
    }
    html = f"""<!DOCTYPE html><html lang="en"><head><title>The night ferry is coming back</title>{meta(og__site_name="Bay Letter", og__title="The night ferry is coming back", article__published_time="2025-04-02T06:00:00.000Z", generator="Ghost 5.80")}
    <link rel="canonical" href="https://bayletter.example/night-ferry/">{ld(data)}</head><body class="post-template"><div class="gh-viewport"><header class="gh-navigation">{s.items("Home of the Letter", "About the Letter")}</header>
    <main class="gh-main"><article class="gh-article post"><header class="gh-article-header"><span class="gh-article-tag">Transport</span><h1 class="gh-article-title">The night ferry is coming back</h1>
    <p class="gh-article-excerpt is-body">Two towns share the losses, lorries get their crossing.</p><div class="gh-article-meta"><h4 class="gh-article-author-name"><a href="/author/sanna/">Sanna Koski</a></h4><time datetime="2025-04-02">Apr 2, 2025</time><span>— {s.no("3 min read")}</span></div></header>
    <section class="gh-content gh-canvas">{s.ps(lines(stories.FERRY)[:2])}<div class="kg-card kg-signup-card"><h2>{s.no("Sign up for the Bay Letter")}</h2><p>{s.no("No spam. Unsubscribe anytime.")}</p></div>{s.ps(lines(stories.FERRY)[2:])}
    <div class="kg-card kg-cta-card"><p>{s.no("Support our journalism for the price of a coffee.")}</p></div></section></article>
    <section class="gh-container"><h2>{s.no("Read next")}</h2><article class="gh-card post"><a href="/z"><h3>{s.no("The road around the bay is closed again")}</h3><p>{s.no("Night works will go on until the end of the year, the county says.")}</p></a></article></section></main></div></body></html>"""
    return s.page("ghost", html, "The night ferry is coming back", "2025-04-02", "Bay Letter", "Sanna Koski")


def letter_platform(s: Sheet) -> Page:
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "How the dockers won",
        "description": "Twelve days",
        "datePublished": "2024-10-19T05:00:29+00:00",
        "author": [
            {"@type": "Person", "name": "Gwen Parry", "url": "https://substack.example/@gwen", "identifier": "user:77"}
        ],
        "publisher": {"@type": "Organization", "name": "Quayside Notes", "url": "https://quayside.example"},
        "isAccessibleForFree": True,
    }
    html = f"""<!DOCTYPE html><html lang="en"><head><title data-rh="true">How the dockers won - by Gwen Parry - Quayside Notes</title>{meta(author="Gwen Parry", og__title="How the dockers won", og__url="https://quayside.example/p/how-the-dockers-won")}
    <link rel="canonical" href="https://quayside.example/p/how-the-dockers-won">{ld(data)}</head><body><div class="main-menu">{s.items("Archive of Notes", "About Quayside")}</div>
    <div class="single-post-container"><article class="typography newsletter-post post"><div class="post-header"><h1 class="post-title published">How the dockers won</h1><h3 class="subtitle">Twelve days, 94 per cent, one roster</h3>
    <div class="profile-hover-card-target"><a href="/@gwen">Gwen Parry</a></div><div class="pencraft">Oct 19, 2024</div></div>
    <div class="available-content"><div class="body markup" dir="auto">{s.ps(lines(stories.STRIKE)[:3])}
    <div class="subscription-widget-wrap"><div class="preamble"><p>{s.no("Quayside Notes is a reader-supported publication. To receive new posts, become a subscriber.")}</p></div></div>
    {s.ps(lines(stories.STRIKE)[3:])}<p class="button-wrapper"><a class="button primary" href="/share">{s.no("Share Quayside Notes")}</a></p></div></div>
    <div class="post-footer"><a>{s.no("Leave a comment")}</a></div></article></div><div class="footer-wrap">{s.no("© 2024 Gwen Parry")}</div></body></html>"""
    return s.page(
        "letter-platform",
        html,
        "How the dockers won",
        "2024-10-19",
        "Quayside Notes",
        "Gwen Parry",
        subtitle="Twelve days, 94 per cent, one roster",
    )


def tables_of_2003(s: Sheet) -> Page:
    body = "<br><br>\n".join(s.t(line) for line in lines(stories.WELL))
    html = f"""<HTML><HEAD><TITLE>The Down Herald - Villages without water</TITLE><META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=iso-8859-1"></HEAD>
    <BODY BGCOLOR="#FFFFFF"><TABLE WIDTH="760" BORDER="0"><TR><TD COLSPAN="3"><IMG SRC="/img/logo.gif" ALT="The Down Herald"></TD></TR>
    <TR><TD WIDTH="120" VALIGN="top" BGCOLOR="#CCCCCC"><FONT SIZE="1"><A HREF="/">{s.no("Local news pages")}</A><BR><A HREF="/s">{s.no("Sports results table")}</A><BR><A HREF="/c">{s.no("Classified notices")}</A></FONT></TD>
    <TD VALIGN="top"><FONT FACE="Arial" SIZE="4"><B>Villages without water</B></FONT><BR><FONT SIZE="1">By Edwin Marsh<BR>Published: 17 August 2003</FONT><BR><BR>
    <FONT FACE="Times" SIZE="2">{body}</FONT><BR><BR><FONT SIZE="1"><A HREF="/mail">{s.no("E-mail this story")}</A> | <A HREF="/print">{s.no("Printer-friendly version")}</A></FONT></TD>
    <TD WIDTH="140" VALIGN="top"><B>{s.no("Also in the Herald")}</B><BR><A HREF="/a">{s.no("Show jumping at the Down fair")}</A><BR><A HREF="/b">{s.no("Vicar retires after 31 years")}</A></TD></TR></TABLE>
    <CENTER><FONT SIZE="1">{s.no("Copyright 2003 The Down Herald. All rights reserved.")}</FONT></CENTER></BODY></HTML>"""
    return s.page("tables-2003", html, "Villages without water", "2003-08-17", "The Down Herald", "Edwin Marsh")


def wire_page(s: Sheet) -> Page:
    story = lines(stories.STRIKE)
    first = "SALLOWMOUTH, Oct 18 (Meridian) - " + story[0]
    html = f"""<!DOCTYPE html><html lang="en"><head><title>UPDATE 2-Dockers end twelve-day strike after rosters withdrawn | Meridian Wire</title>{meta(og__site_name="Meridian Wire", og__title="UPDATE 2-Dockers end twelve-day strike after rosters withdrawn", article__published_time="2024-10-18T17:44:10Z", article__author="Meridian Staff")}
    <link rel="canonical" href="https://meridianwire.example/article/idUSL8N3M51"></head><body><div class="ArticlePage-container"><h1 class="Headline">UPDATE 2-Dockers end twelve-day strike after rosters withdrawn</h1>
    <div class="ArticleHeader-date">OCTOBER 18, 2024 / 5:44 PM / UPDATED A YEAR AGO</div><p class="Byline-byline">By Ravi Anand</p><div class="ArticleBodyWrapper">{s.p(first)}{s.ps(story[1:])}
    <p class="Attribution">{s.no("Reporting by Ravi Anand; Editing by Lise Holm")}</p></div><div class="TrustBadge"><span>{s.no("Our Standards: The Meridian Principles")}</span></div></div></body></html>"""
    return s.page(
        "wire-page",
        html,
        "UPDATE 2-Dockers end twelve-day strike after rosters withdrawn",
        "2024-10-18",
        "Meridian Wire",
        "Ravi Anand",
        agency="Meridian",
    )


def broadcaster(s: Sheet) -> Page:
    data = {
        "@context": "http://schema.org",
        "@type": "ReportageNewsArticle",
        "url": "https://www.nrk8.example/news/articles/c0qw",
        "publisher": {"@type": "NewsMediaOrganization", "name": "Channel Eight News"},
        "datePublished": "2025-02-19T19:00:51.000Z",
        "headline": "Farmers to be paid before the milk flows",
        "author": [{"@type": "NewsMediaOrganization", "name": "Channel Eight News"}],
    }
    html = f"""<!DOCTYPE html><html lang="en-GB"><head><title>Farmers to be paid before the milk flows - Channel Eight News</title><link rel="canonical" href="https://www.nrk8.example/news/articles/c0qw">{meta(og__site_name="Channel Eight News", og__title="Farmers to be paid before the milk flows")}{ld(data)}</head>
    <body><header role="banner"><nav>{s.items("Eight Sport tonight", "Eight Weather map")}</nav></header><main id="main-content"><article><div data-component="headline-block"><h1>Farmers to be paid before the milk flows</h1></div>
    <div data-component="byline-block"><time datetime="2025-02-19T19:00:51.000Z">19 February 2025</time><div><span>Maya Lindqvist</span><div>Rural affairs correspondent, Harrow</div></div></div>
    <div data-component="text-block"><p><b>{s.t(lines(stories.MILK)[0])}</b></p></div>
    <figure><div data-component="image-block"><img src="x.jpg" alt="cows"></div><figcaption>Cows above the village</figcaption></figure>
    <div data-component="text-block">{s.ps(lines(stories.MILK)[1:3])}</div><div data-component="subheadline-block"><h2>{s.t("Not a gift")}</h2></div>
    <div data-component="text-block">{s.ps(lines(stories.MILK)[3:])}</div><div data-component="unordered-list-block"><ul><li>{s.t("Advance: 40 per cent of what is delivered in May and June")}</li><li>{s.t("Loan: at 3.1 per cent from the bank in Harrow")}</li></ul></div>
    <div data-component="links-block"><h2>{s.no("More on this story")}</h2>{s.items("Eleven herds sold since autumn", "What a pint costs to make")}</div>
    <div data-component="tags"><ul><li><a href="/t">{s.no("Dairy farming topics")}</a></li></ul></div></article></main><footer><p>{s.no("Copyright © 2025 Channel Eight. Channel Eight is not responsible for the content of external sites.")}</p></footer></body></html>"""
    return s.page(
        "broadcaster",
        html,
        "Farmers to be paid before the milk flows",
        "2025-02-19",
        "Channel Eight News",
        "Maya Lindqvist",
    )


def live_blog(s: Sheet) -> Page:
    story = lines(stories.STRIKE)
    updates = [
        {
            "@type": "BlogPosting",
            "headline": f"Update {n}",
            "datePublished": f"2024-10-18T1{n}:00:00Z",
            "articleBody": line,
        }
        for n, line in enumerate(story)
    ]
    data = {
        "@context": "https://schema.org",
        "@type": "LiveBlogPosting",
        "headline": "Dock strike: the last day, as it happened",
        "datePublished": "2024-10-18T08:00:00Z",
        "coverageStartTime": "2024-10-18T08:00:00Z",
        "author": {"@type": "Person", "name": "Beth Rowan"},
        "publisher": {"@type": "Organization", "name": "Sallow Times"},
        "liveBlogUpdate": updates,
    }
    entries = "".join(
        f'<article class="block" id="b{n}"><p class="block-time"><time datetime="2024-10-18T1{n}:00:00Z">1{n}.00 BST</time></p><h2 class="block-title">{s.t(f"Entry number {n} of the day")}</h2><div class="block-elements">{s.p(line)}</div></article>'
        for n, line in enumerate(story)
    )
    html = f"""<!DOCTYPE html><html lang="en"><head><title>Dock strike: the last day, as it happened | Sallow Times</title>{ld(data)}{meta(og__title="Dock strike: the last day, as it happened", og__site_name="Sallow Times")}</head><body>
    <div class="cookie-notice" role="dialog"><p>{s.no("This website uses cookies to remember what you have read.")}</p></div>
    <main><h1>Dock strike: the last day, as it happened</h1><div class="live-meta"><a rel="author" href="/p/beth-rowan">Beth Rowan</a></div><div class="live-blog">{entries}</div>
    <div class="load-more"><button>{s.no("Load older entries")}</button></div></main></body></html>"""
    return s.page(
        "live-blog", html, "Dock strike: the last day, as it happened", "2024-10-18", "Sallow Times", "Beth Rowan"
    )


def paywalled_stub(s: Sheet) -> Page:
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "The county's water runs through one pump",
        "datePublished": "2025-08-18",
        "isAccessibleForFree": "False",
        "hasPart": {"@type": "WebPageElement", "isAccessibleForFree": "False", "cssSelector": ".paywall"},
        "author": {"@type": "Person", "name": "Simon Achebe"},
        "publisher": {"@type": "Organization", "name": "County Review"},
    }
    html = f"""<!DOCTYPE html><html lang="en"><head><title>The county&#8217;s water runs through one pump | County Review</title>{ld(data)}<link rel="canonical" href="https://countyreview.example/analysis/one-pump"></head><body>
    <main><article><h1>The county's water runs through one pump</h1><p class="byline">Simon Achebe</p><div class="teaser-body">{s.ps(lines(stories.WELL)[:2])}</div>
    <div class="paywall-barrier"><h2>{s.no("Subscribe to continue reading")}</h2><p>{s.no("Already a subscriber? Log in")}</p><ul><li>{s.no("Unlimited access to the Review")}</li><li>{s.no("The weekend edition on paper")}</li></ul></div></article></main></body></html>"""
    return s.page(
        "paywalled-stub",
        html,
        "The county's water runs through one pump",
        "2025-08-18",
        "County Review",
        "Simon Achebe",
        stub=True,
    )


def german_daily(s: Sheet) -> Page:
    data = [
        {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": "Risse im Deich bei Osterwarfen",
            "datePublished": "2025-10-28T11:12:00+01:00",
            "dateModified": "2025-10-28T15:40:00+01:00",
            "author": [{"@type": "Person", "name": "Wiebke Harms"}, {"@type": "Organization", "name": "dpa"}],
            "publisher": {"@type": "Organization", "name": "Norddeich Anzeiger"},
            "articleSection": "Küste",
        }
    ]
    html = f"""<!DOCTYPE html><html lang="de"><head><title>Sturmflut: Risse im Deich bei Osterwarfen - Norddeich Anzeiger</title>{ld(data)}{meta(og__title="Risse im Deich bei Osterwarfen", og__site_name="Norddeich Anzeiger")}<link rel="canonical" href="https://www.norddeich-anzeiger.example/kueste/risse-im-deich-12345.html"></head>
    <body><div id="usercentrics" class="consent-layer"><p>{s.no("Wir verwenden Cookies, um Inhalte und Anzeigen zu personalisieren.")}</p></div><main><article>
    <header><span class="article__kicker">Sturmflut</span><h1>Risse im Deich bei Osterwarfen</h1><p class="article__byline">Von Wiebke Harms und dpa</p><time datetime="2025-10-28T11:12">28. Oktober 2025, 11:12 Uhr</time></header>
    <div class="article__body">{s.ps(lines(stories.DEICH)[:2])}<p>{s.no("Lesen Sie auch: So wird das Wetter am Wochenende an der Küste")}</p>{s.ps(lines(stories.DEICH)[2:4])}<div class="iqad">{s.no("Anzeige")}</div>{s.ps(lines(stories.DEICH)[4:])}</div>
    <section class="newsletter-box"><h3>{s.no("Der Tag an der Küste")}</h3><p>{s.no("Abonnieren Sie unseren kostenlosen Newsletter.")}</p></section>
    <div class="mehr-zum-thema"><h3>{s.no("Mehr zum Thema")}</h3>{s.items("Wer haftet, wenn der Deich bricht", "Fähre liegt weiter still")}</div></article></main><footer>{s.no("© Norddeich Anzeiger Verlag, alle Rechte vorbehalten")}</footer></body></html>"""
    return s.page(
        "german-daily",
        html,
        "Risse im Deich bei Osterwarfen",
        "2025-10-28",
        "Norddeich Anzeiger",
        "Wiebke Harms",
        language="de",
        agency="dpa",
    )


def french_daily(s: Sheet) -> Page:
    html = f"""<!DOCTYPE html><html lang="fr"><head><title>Port-Lunel : le bac reprend lundi – Le Courrier du Lunel</title>{meta(og__title="Port-Lunel : le bac reprend lundi", og__site_name="Le Courrier du Lunel", og__article__published_time="2025-04-11T18:30:05+02:00", article__author="Élise Garnier")}<link rel="canonical" href="https://courrier-lunel.example/transports/article/2025/04/11/le-bac-reprend-lundi_6594_3234.html"></head>
    <body><main class="main"><section class="article article--single"><header class="article__header"><h1 class="article__title">Port-Lunel : le bac reprend lundi</h1><p class="article__desc">La commune a payé un moteur neuf.</p><p class="meta__author">Par <span>Élise Garnier</span></p><p class="meta__date">Publié le 11 avril 2025 à 18h30</p></header>
    <article class="article__content">{s.ps(lines(stories.BAC)[:2], 'p class="article__paragraph"')}<section class="inread-read-also catcher"><p><span>{s.no("Lire aussi")}</span> <a href="/u">{s.no("À Port-Lunel, les commerçants comptent leurs pertes")}</a></p></section>
    {s.ps(lines(stories.BAC)[2:], 'p class="article__paragraph"')}<section class="article__reactions"><p>{s.no("Inscrivez-vous à notre newsletter « La Semaine du port »")}</p></section></article></section></main><footer><p>{s.no("Mentions légales et conditions générales")}</p></footer></body></html>"""
    return s.page(
        "french-daily",
        html,
        "Port-Lunel : le bac reprend lundi",
        "2025-04-11",
        "Le Courrier du Lunel",
        "Élise Garnier",
        language="fr",
    )


def spanish_daily(s: Sheet) -> Page:
    data = {
        "@context": "https://schema.org/",
        "@type": "NewsArticle",
        "headline": "El puente de Valdeoro reabre tras catorce meses",
        "datePublished": "2025-06-07T12:10:00+02:00",
        "author": [{"@type": "Person", "name": "Inés Robledo"}],
        "publisher": {"@type": "Organization", "name": "Diario de Valdeoro"},
        "inLanguage": "es",
    }
    html = f"""<!DOCTYPE html><html lang="es"><head><title>El puente de Valdeoro reabre tras catorce meses | Diario de Valdeoro</title>{ld(data)}</head><body><article><header><h1>El puente de Valdeoro reabre tras catorce meses</h1><div class="firma"><a href="/autor/ines-robledo/">Inés Robledo</a> <span>Valdeoro - 07 jun 2025 - 12:10 CEST</span></div></header>
    <div class="a_c clearfix" data-dtm-region="articulo_cuerpo">{s.ps(lines(stories.PUENTE)[:3])}<section class="more_info"><header>{s.no("Más información")}</header>{s.items("Así se cambian 412 tirantes sin cortar el río")}</section>{s.ps(lines(stories.PUENTE)[3:])}</div>
    <div class="fe-de-errores"><p>{s.t("Fe de errores: una versión anterior de esta noticia decía que la obra duró doce meses; fueron catorce.")}</p></div>
    <section class="a_comments"><p>{s.no("Normas sobre los comentarios de los lectores")}</p></section></article><p class="cookies-aviso">{s.no("Utilizamos cookies propias y de terceros para mejorar su experiencia.")}</p></body></html>"""
    return s.page(
        "spanish-daily",
        html,
        "El puente de Valdeoro reabre tras catorce meses",
        "2025-06-07",
        "Diario de Valdeoro",
        "Inés Robledo",
        language="es",
        corrections=1,
    )


def polish_portal(s: Sheet) -> Page:
    html = f"""<!DOCTYPE html><html lang="pl"><head><title>Prom wróci na trasę w maju - Głos Zatoki</title>{meta(author="Ewa Kulik", og__title="Prom wróci na trasę w maju", og__site_name="Głos Zatoki")}<link rel="canonical" href="https://gloszatoki.example/wiadomosci/prom-wroci-7123.html"></head><body><div class="art"><h1 class="art-title">Prom wróci na trasę w maju</h1>
    <div class="art-info"><span class="art-author">Ewa Kulik</span> <span class="art-date">2 kwietnia 2025, 08:15</span></div><div class="art-body">{s.ps(lines(stories.PROM)[:3])}<p><strong>{s.no("Czytaj też: Droga wokół zatoki znów zamknięta")}</strong></p>{s.ps(lines(stories.PROM)[3:])}</div>
    <div class="polecane"><h3>{s.no("Polecane")}</h3>{s.items("Port liczy straty po zimie", "Nowy statek ratowniczy w Jarowej")}</div></div></body></html>"""
    return s.page(
        "polish-portal", html, "Prom wróci na trasę w maju", "2025-04-02", "Głos Zatoki", "Ewa Kulik", language="pl"
    )


def arabic_site(s: Sheet) -> Page:
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "إغلاق الجسر الدوار حتى نهاية مارس",
        "datePublished": "2025-03-11T20:05:00+03:00",
        "author": {"@type": "Person", "name": "سلمى الخطيب"},
        "publisher": {"@type": "Organization", "name": "صحيفة الربوة"},
    }
    html = f"""<!DOCTYPE html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>إغلاق الجسر الدوار حتى نهاية مارس | صحيفة الربوة</title>{ld(data)}</head><body><article><h1>إغلاق الجسر الدوار حتى نهاية مارس</h1><div class="author">سلمى الخطيب</div><time datetime="2025-03-11T20:05:00+03:00">11 مارس 2025</time>
    <div class="article-body">{s.ps(lines(stories.JISR)[:3])}<p>{s.no("اقرأ أيضا: سوق السمك يسجل أعلى مبيعاته")}</p>{s.ps(lines(stories.JISR)[3:])}</div></article><footer><p>{s.no("جميع الحقوق محفوظة")}</p></footer></body></html>"""
    return s.page(
        "arabic", html, "إغلاق الجسر الدوار حتى نهاية مارس", "2025-03-11", "صحيفة الربوة", "سلمى الخطيب", language="ar"
    )


def japanese_paper(s: Sheet) -> Page:
    html = f"""<!DOCTYPE html><html lang="ja"><head><meta charset="utf-8"><title>旋回橋、三月末まで閉鎖 主軸受に亀裂:江良新聞デジタル</title>{meta(og__title="旋回橋、三月末まで閉鎖 主軸受に亀裂:江良新聞デジタル", og__site_name="江良新聞デジタル")}<link rel="canonical" href="https://era-shimbun.example/articles/DA3S16.html"></head><body><main><h1>旋回橋、三月末まで閉鎖 主軸受に亀裂</h1><div class="byline">鳥居真一記者</div><p class="date"><time>2025年3月12日 5時00分</time></p>
    <div class="article_body">{s.ps(lines(stories.HASHI))}</div><div class="related"><h2>{s.no("関連記事")}</h2>{s.items("魚市場の取扱高が過去最高に")}</div></main><footer><p>{s.no("無断転載を禁じます")}</p></footer></body></html>"""
    return s.page(
        "japanese",
        html,
        "旋回橋、三月末まで閉鎖 主軸受に亀裂",
        "2025-03-12",
        "江良新聞デジタル",
        "鳥居真一",
        language="ja",
    )


def chinese_portal(s: Sheet) -> Page:
    html = f"""<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>埃勒比旋转桥关闭至三月底_埃勒比晚报</title>{meta(author="李文博", publishdate="2025-03-11 21:40:00")}</head><body><div class="main-content"><h1 id="title">埃勒比旋转桥关闭至三月底</h1><div class="info">2025年03月11日 21:40 来源：埃勒比晚报 作者：李文博</div>
    <div id="article_content">{s.ps(lines(stories.QIAO))}</div><div class="related-news"><h3>{s.no("相关新闻")}</h3>{s.items("鱼市交易额创新高")}</div><p class="copyright">{s.no("版权所有 未经授权不得转载")}</p></div></body></html>"""
    return s.page("chinese", html, "埃勒比旋转桥关闭至三月底", "2025-03-11", "埃勒比晚报", "李文博", language="zh")


def russian_agency(s: Sheet) -> Page:
    html = f"""<!DOCTYPE html><html lang="ru"><head><meta charset="utf-8"><title>Под ледником Веттис нашли озеро - Горный вестник, 15.07.2024</title>{meta(og__title="Под ледником Веттис нашли озеро", og__site_name="Горный вестник", article__published_time="20240715T1640")}<link rel="canonical" href="https://gorvestnik.example/20240715/ozero-1959.html"></head><body><div class="article__header"><div class="article__info-date"><a href="/20240715/">16:40 15.07.2024</a></div><h1 class="article__title">Под ледником Веттис нашли озеро</h1><div class="article__author-name">Олег Рудин</div></div>
    <div class="article__body"><div class="article__block" data-type="text">{s.ps(lines(stories.LEDNIK)[:3], 'div class="article__text"')}</div><div class="article__block" data-type="article"><div class="article__article-desc"><a href="/x">{s.no("Читайте также: В горах закрыли две тропы")}</a></div></div><div class="article__block" data-type="text">{s.ps(lines(stories.LEDNIK)[3:], 'div class="article__text"')}</div></div></body></html>"""
    return s.page(
        "russian-agency",
        html,
        "Под ледником Веттис нашли озеро",
        "2024-07-15",
        "Горный вестник",
        "Олег Рудин",
        language="ru",
    )


def microdata_only(s: Sheet) -> Page:
    html = f"""<!DOCTYPE html><html lang="en"><head><title>Library truce</title></head><body><div itemscope itemtype="https://schema.org/NewsArticle"><h2 itemprop="headline">Truce over the libraries</h2>
    <span itemprop="author" itemscope itemtype="https://schema.org/Person">By <span itemprop="name">Yusuf Karim</span></span> <meta itemprop="datePublished" content="2024-09-05T06:00:00+01:00">
    <span itemprop="publisher" itemscope itemtype="https://schema.org/Organization"><meta itemprop="name" content="Bridge Weekly"></span><div itemprop="articleBody">{s.ps(lines(stories.LIBRARY))}</div></div>
    <div class="sidebar">{s.items("Ward elections: the results in full", "Market day moves to Friday")}</div></body></html>"""
    return s.page("microdata-only", html, "Truce over the libraries", "2024-09-05", "Bridge Weekly", "Yusuf Karim")


def nothing_but_lines(s: Sheet) -> Page:
    story = lines(stories.GLACIER)
    first = "VETTIS, July 15, 2024 (Alpine Press) - " + story[0]
    html = f"""<html><head><title>Lake found under Vettis glacier</title></head><body><h1>Lake found under Vettis glacier</h1><p>By Marta Oriol and Dov Heller</p>{s.p(first)}{s.ps(story[1:])}</body></html>"""
    return s.page(
        "no-metadata",
        html,
        "Lake found under Vettis glacier",
        "2024-07-15",
        None,
        "Marta Oriol",
        "Dov Heller",
        agency="Alpine Press",
        language="en",
    )


def conflicting(s: Sheet) -> Page:
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "Night ferry to sail again from May",
        "datePublished": "2026-01-30T00:00:00Z",
        "dateModified": "2025-04-03T08:00:00Z",
        "author": "admin",
        "publisher": {"@type": "Organization", "name": "Norrin Media Group Ltd"},
    }
    html = f"""<!DOCTYPE html><html lang="en"><head><title>Night ferry to sail again from May | Norrin Post</title>{ld(data)}{meta(og__title="Night ferry to sail again from May | Norrin Post", og__site_name="norrinpost.example", article__published_time="2025-04-02T09:15:00+02:00", author="Liv Dahl")}<link rel="canonical" href="https://www.norrinpost.example/2025/04/02/night-ferry"></head>
    <body><main><article><h1>Night ferry to sail again from May</h1><p class="byline">Liv Dahl</p>{s.ps(lines(stories.FERRY))}<div class="tags">{s.items("ferries and ports")}</div></article></main><footer><p>{s.no("© 2026 Norrin Media Group Ltd")}</p></footer></body></html>"""
    return s.page("conflicting", html, "Night ferry to sail again from May", "2025-04-02", "Norrin Post", "Liv Dahl")


def relative_dates(s: Sheet) -> Page:
    html = f"""<!DOCTYPE html><html lang="en"><head><title>Nine villages dry after pump fails - Barrow Live</title>{meta(og__site_name="Barrow Live", og__title="Nine villages dry after pump fails")}<link rel="canonical" href="https://barrowlive.example/news/nine-villages-dry-31005"></head><body><article><h1>Nine villages dry after pump fails</h1><div class="article-information"><ul class="byline"><li><a class="publication-theme" href="/authors/gail-hobbs/">Gail Hobbs</a></li><li><span class="time-ago">2 hours ago</span></li><li><time class="date-published" datetime="2025-08-17T22:31:00Z">2 hours ago</time></li></ul></div>
    <div class="article-body">{s.ps(lines(stories.WELL)[:2])}<div class="read-more-links"><strong>{s.no("READ MORE:")}</strong>{s.items("Barrow man finds Roman coin in garden", "Roadworks to avoid this week")}</div>{s.ps(lines(stories.WELL)[2:])}</div><aside><h3>{s.no("Follow BarrowLive")}</h3><time datetime="2025-09-01T10:00:00Z">now</time></aside></article></body></html>"""
    return s.page(
        "relative-dates", html, "Nine villages dry after pump fails", "2025-08-17", "Barrow Live", "Gail Hobbs"
    )


def several_blocks(s: Sheet) -> Page:
    other = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "Roses win the county cup",
        "datePublished": "2025-05-01",
        "author": {"@type": "Person", "name": "Sport Desk"},
    }
    crumbs = {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": 1, "item": {"@id": "/", "name": "Home"}},
            {"@type": "ListItem", "position": 2, "item": {"@id": "/farming", "name": "Farming"}},
            {"@type": "ListItem", "position": 3, "item": {"@id": "/farming/x", "name": "Milk"}},
        ],
    }
    item = {
        "@context": "https://schema.org",
        "@type": ["NewsArticle", "Product"],
        "headline": "Farmers get an advance on spring milk",
        "datePublished": "2025-02-19T12:00:00-05:00",
        "author": {"@type": "Person", "name": ["Carla Voss", "Petra Lang"]},
        "isPartOf": {"@type": ["CreativeWork", "Product"], "name": "Harrow Weekly"},
    }
    broken = '<script type="application/ld+json">/* <![CDATA[ */ {"@type": "VideoObject", "name": "x", // clip\n "uploadDate": "2019-01-01", } /* ]]> */</script>'
    html = f"""<!DOCTYPE html><html lang="en"><head><title>Farmers get an advance on spring milk – Harrow Weekly</title>{ld(crumbs)}{ld([other])}{broken}{ld(item)}</head><body><main><h1>Farmers get an advance on spring milk</h1>{s.ps(lines(stories.MILK)[:4])}<blockquote class="pullquote"><p>{s.no("“Not a gift, a calendar”")}</p></blockquote>{s.ps(lines(stories.MILK)[4:])}
    <table><tr><th>{s.t("Month | Share paid")}</th></tr></table></main><section class="teasers"><article><h2><a href="/r">{s.no("Roses win the county cup")}</a></h2><p>{s.no("A late goal decided the final in front of 3,000 people.")}</p></article></section></body></html>"""
    html = html.replace("<th>Month | Share paid</th>", "<th>Month</th><th>Share paid</th>")
    return s.page(
        "several-blocks",
        html,
        "Farmers get an advance on spring milk",
        "2025-02-19",
        "Harrow Weekly",
        "Carla Voss",
        "Petra Lang",
        section="Farming",
    )


def author_as_url(s: Sheet) -> Page:
    html = f"""<!DOCTYPE html><html lang="fr"><head><title>Vendanges précoces dans le val d'Orsan - L'Écho d'Orsan</title>{meta(og__title="Vendanges précoces dans le val d'Orsan", og__site_name="L'Écho d'Orsan", article__author="https://echo-orsan.example/auteurs/claire-monnet", article__publisher="https://facebook.example/echo", article__published_time="2025-08-27T17:02:11+0200")}<link rel="canonical" href="https://echo-orsan.example/vendanges"></head><body><article><h1>Vendanges précoces dans le val d'Orsan</h1>{s.ps(lines(stories.VIGNE))}
    <p class="appel">{s.no("Suivez-nous sur Facebook et Instagram")}</p><div class="lire-aussi"><p>{s.no("À lire aussi")}</p>{s.items("La grêle de juin en chiffres")}</div></article></body></html>"""
    return s.page(
        "author-as-url",
        html,
        "Vendanges précoces dans le val d'Orsan",
        "2025-08-27",
        "L'Écho d'Orsan",
        "Claire Monnet",
        language="fr",
    )


def corrected(s: Sheet) -> Page:
    html = f"""<!DOCTYPE html><html lang="en"><head><title>Researchers find lake beneath Vettis glacier — The Sallow Record</title>{meta(og__title="Researchers find lake beneath Vettis glacier", og__site_name="The Sallow Record", sailthru_date="2024-07-15T14:00:00Z", sailthru_author="Priya Menon")}</head><body><article><h1>Researchers find lake beneath Vettis glacier</h1><p class="dek">{"Instruments will listen for three years"}</p><div class="byline">By <b>PRIYA MENON</b>, Science Editor</div><div class="dateline">July 15, 2024 <span>Updated July 16, 2024</span></div>{s.ps(lines(stories.GLACIER))}
    <p class="correction"><em>{s.t("Correction (July 16, 2024): An earlier version of this article misstated the depth of the lake. It is 240 metres, not 420.")}</em></p>
    <p>{s.no("Have a news tip? Contact the newsroom at tips@sallowrecord.example")}</p><p>{s.no("Follow The Sallow Record on Facebook")}</p></article></body></html>"""
    return s.page(
        "corrected",
        html,
        "Researchers find lake beneath Vettis glacier",
        "2024-07-15",
        "The Sallow Record",
        "Priya Menon",
        corrections=1,
    )


def dutch_paper(s: Sheet) -> Page:
    data = {
        "@type": "NewsArticle",
        "@context": "https://schema.org",
        "headline": "Stadsorkest schrapt dertig concerten",
        "datePublished": "2025-11-04T16:00:00+01:00",
        "author": [{"@type": "Person", "name": "Joost van der Laan"}],
        "publisher": {"@type": "Organization", "name": "Veldhuizer Dagblad"},
    }
    html = f"""<!DOCTYPE html><html lang="en"><head><title>Stadsorkest schrapt dertig concerten | Veldhuizer Dagblad</title>{ld(data)}</head><body><article><h1>Stadsorkest schrapt dertig concerten</h1>{s.ps(lines(stories.ORKEST)[:3])}<p>{s.no("Lees ook: Ketel van het stadhuis begaf het eerder")}</p>{s.ps(lines(stories.ORKEST)[3:])}</article></body></html>"""
    return s.page(
        "dutch-wrong-lang",
        html,
        "Stadsorkest schrapt dertig concerten",
        "2025-11-04",
        "Veldhuizer Dagblad",
        "Joost van der Laan",
        language="nl",
    )


WRITERS = (
    wordpress_with_yoast, drupal, arc_like, amp_page, blogger, ghost, letter_platform, tables_of_2003, wire_page,
    broadcaster, live_blog, paywalled_stub, german_daily, french_daily, spanish_daily, polish_portal, arabic_site,
    japanese_paper, chinese_portal, russian_agency, microdata_only, nothing_but_lines, conflicting, relative_dates,
    several_blocks, author_as_url, corrected, dutch_paper,
)  # fmt: skip


def pages() -> list[Page]:
    """Return the pages, each written anew."""
    return [write(Sheet()) for write in WRITERS]
