"""A site's furniture is dropped whatever the format, and never a sentence of reporting that looks like it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from newsqa.articles import ReadArticle, read
from newsqa.articles.blocks import Block
from newsqa.articles.boilerplate import is_furniture, without_furniture

REPORTING = """
Like most people at the end of the line, she waited for an hour.
Like many others on Facebook, he had posted a photograph of the flood.
Find water at the corner of Signal Street until noon.
This site in Ohio makes two million cookies a day.
The site uses cookies to follow readers, the regulator said.
We use cookies to catch mice, the farmer said.
“We use cookies on our website,” the spokeswoman wrote.
Want a seat at the White House press briefing? It is not easy.
Cookies that follow readers across sites will be banned from May.
Advertisements for tobacco will vanish from kiosks in June.
Advertising on buses brought the town 40,000 last year.
Read more books, the minister told pupils.
Read more slowly, and you will see what the bill leaves out.
Subscribe to the theory or not, the figures are clear.
Sign up for the army fell by a third in the newsletter's count, the ministry said.
Copyright law was changed in 2024 to cover machine-made pictures.
Copyright holders have until Friday to object.
Share prices fell by four per cent in Oslo.
Share of renewables rises to 60 per cent
Related cases were found in three villages.
Comments by the mayor angered the union.
Follow the money on the council's books and you end at the harbour.
Support for our journalism school has fallen, its dean said.
Newsletters are to be taxed like newspapers from January.
Log in to the register was impossible for nine hours on Tuesday.
Werbung für Tabak verschwindet im Juni von den Kiosken.
Wir verwenden Kekse aus der Region, sagte der Bäcker.
Anzeigen gegen Unbekannt hat die Stadt am Montag erstattet.
Weiterlesen will der Minister die Akten erst nach der Wahl.
Mehr zum Thema Deiche will der Rat am Freitag beschließen.
La publicité pour le tabac disparaîtra des kiosques en juin.
Lire aussi vite que lui est impossible, selon son professeur.
Partager le pouvoir ne suffit pas, a dit la maire.
Síguenos, gritaban los vecinos a los bomberos, según la radio local.
Publicidad engañosa costará 40.000 euros a la cadena.
Compartir piso es ya lo normal en la capital.
More news came from the dam at noon.
Trending downwards since May, the price of milk fell again.
Watch the river, the old keeper used to say.
Get the boat in before the tide, he shouted.
Top stories of the tower burned out within an hour.
Print runs were cut by a third.
Loading of the ferry began at six.
All rights reserved. A new history of the theatre shows how its plays were first printed, sold and lost again.
Listen to the engineers, the report urges.
Tags on 900 sheep were forged.
Register offices in the north will close on Fridays.
Support independent schools or lose them, the bishop said.
""".strip().split("\n")

FURNITURE = """
Read more: Ferry to run again from Monday
READ MORE: Minister says ferry is safe
Advertisement
Story continues below advertisement
We use cookies to improve your experience on our website.
We and our 84 partners store and use cookies on your device.
By continuing to use this site you agree to our use of cookies.
Sign up for our daily newsletter
Get the best of the Post in your inbox every morning.
Follow us on Facebook, Twitter and Instagram
Follow Jane Doe on Twitter: @janedoe
© 2024 Norrin Post. All rights reserved.
Subscribe to continue reading
Already a subscriber? Log in
Leave a comment
Share on Facebook
Facebook Twitter WhatsApp E-mail
Related articles
Lesen Sie auch: Fähre fährt wieder
Wir verwenden Cookies, um Ihnen das beste Erlebnis zu bieten.
Abonnieren Sie unseren kostenlosen Newsletter
Folgen Sie uns auf Facebook
Anzeige
Lire aussi : Le bac reprend lundi
Nous utilisons des cookies pour améliorer votre navigation.
Inscrivez-vous à notre newsletter quotidienne
Suivez-nous sur Twitter
Il vous reste 72 % de cet article à lire. La suite est réservée aux abonnés.
Lea también: El transbordador vuelve el lunes
Utilizamos cookies propias y de terceros para mejorar su experiencia.
Suscríbete a nuestro boletín
Síguenos en Facebook y Twitter
Todos los derechos reservados
Czytaj też: Prom wraca
Читайте также: Паром снова ходит
関連記事
相关阅读：轮渡周一恢复
اقرأ أيضا: العبارة تعود الاثنين
5 min read
Tags: ferry, harbour
Have a news tip? E-mail us at tips@norrin.example
""".strip().split("\n")


@pytest.mark.parametrize("line", FURNITURE)
def test_furniture_is_known_for_what_it_is(line: str) -> None:
    assert is_furniture(line)


@pytest.mark.parametrize("line", REPORTING)
def test_a_sentence_of_reporting_that_looks_like_furniture_is_kept(line: str) -> None:
    assert not is_furniture(line)


def test_the_headlines_listed_under_furniture_go_with_it_and_the_text_after_them_stays() -> None:
    lines = ["The bell rang on Monday.", "Related articles", "Cows close the road", "Ferry returns", "It rang twice."]
    kept = without_furniture([Block(line) for line in lines])
    assert [block.text for block in kept] == ["The bell rang on Monday.", "It rang twice."]


def test_a_subheading_over_nothing_but_furniture_goes_with_it() -> None:
    blocks = [Block("The bell rang."), Block("Morning mail", is_heading=True), Block("Sign up for our newsletter.")]
    assert without_furniture(blocks) == [Block("The bell rang.")]


@pytest.mark.parametrize("ending", [".txt", ".md", ".jsonl"])
def test_furniture_is_dropped_in_every_format(tmp_path: Path, ending: str) -> None:
    body = [
        "The bell on the wall rang on Monday.",
        "Read more: Cows close the ring road",
        "Advertisement",
        "It rang twice.",
    ]
    content = {
        ".txt": "Bell\n" + "\n".join(body),
        ".md": "# Bell\n\n" + "\n\n".join(body),
        ".jsonl": json.dumps({"title": "Bell", "text": "\n".join(body)}),
    }[ending]
    (tmp_path / f"a{ending}").write_text(content, encoding="utf-8")
    (found,) = read([tmp_path])
    assert isinstance(found, ReadArticle)
    assert found.article.text == f"{body[0]}\n{body[3]}"
