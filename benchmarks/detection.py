"""Which library tells the language of an article: right answers, load, speed and weight, on sentences written for this.

    python benchmarks/detection.py

Compares py3langid, which newsqa uses, with lingua where that is installed (`pip install lingua-language-detector`).
A text is one of a language's news sentences, or its three together.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable

SENTENCES: dict[str, tuple[str, str, str]] = {
    "en": ("The council closed the swing bridge on Monday after a crack was found in its main bearing.",
           "Repairs will cost 1.2 million and take until the end of March.",
           "Lorries must use the road through Ellerby meanwhile, said the harbour master."),
    "de": ("Die Stadt hat die Drehbrücke am Montag gesperrt, weil im Hauptlager ein Riss gefunden wurde.",
           "Die Reparatur kostet 1,2 Millionen und dauert bis Ende März.",
           "Lastwagen müssen so lange über Ellerby fahren, sagte der Hafenmeister."),
    "fr": ("La ville a fermé lundi le pont tournant après la découverte d'une fissure dans le palier principal.",
           "Les réparations coûteront 1,2 million et dureront jusqu'à la fin du mois de mars.",
           "Les camions devront passer par Ellerby, a déclaré le capitaine du port."),
    "es": ("El ayuntamiento cerró el lunes el puente giratorio tras hallarse una grieta en el cojinete principal.",
           "La reparación costará 1,2 millones y durará hasta finales de marzo.",
           "Los camiones tendrán que pasar por Ellerby, dijo el capitán del puerto."),
    "it": ("Il comune ha chiuso lunedì il ponte girevole dopo la scoperta di una crepa nel cuscinetto principale.",
           "La riparazione costerà 1,2 milioni e durerà fino alla fine di marzo.",
           "I camion dovranno passare da Ellerby, ha detto il comandante del porto."),
    "pt": ("A câmara fechou na segunda-feira a ponte giratória depois de se encontrar uma fenda no apoio principal.",
           "A reparação custará 1,2 milhões e vai durar até ao fim de março.",
           "Os camiões terão de passar por Ellerby, disse o capitão do porto."),
    "nl": ("De gemeente heeft de draaibrug maandag gesloten nadat er een scheur in het hoofdlager was gevonden.",
           "De reparatie kost 1,2 miljoen en duurt tot eind maart.",
           "Vrachtwagens moeten zolang via Ellerby rijden, zei de havenmeester."),
    "pl": ("Miasto zamknęło w poniedziałek most obrotowy po wykryciu pęknięcia w głównym łożysku.",
           "Naprawa będzie kosztować 1,2 miliona i potrwa do końca marca.",
           "Ciężarówki muszą jeździć przez Ellerby, powiedział kapitan portu."),
    "sv": ("Kommunen stängde svängbron i måndags sedan en spricka hittats i huvudlagret.",
           "Reparationen kostar 1,2 miljoner och pågår till slutet av mars.",
           "Lastbilar måste köra genom Ellerby så länge, sade hamnkaptenen."),
    "ru": ("Город закрыл разводной мост в понедельник после того, как в главной опоре нашли трещину.",
           "Ремонт обойдётся в 1,2 миллиона и продлится до конца марта.",
           "Грузовикам придётся ехать через Эллерби, сообщил капитан порта."),
    "uk": ("Місто закрило розвідний міст у понеділок після того, як у головній опорі знайшли тріщину.",
           "Ремонт коштуватиме 1,2 мільйона і триватиме до кінця березня.",
           "Вантажівкам доведеться їхати через Еллербі, повідомив капітан порту."),
    "ar": ("أغلقت البلدية الجسر الدوار يوم الاثنين بعد العثور على شق في محمله الرئيسي.",
           "ستكلف الإصلاحات مليونا ومئتي ألف وتستمر حتى نهاية مارس.",
           "وقال مدير الميناء إن على الشاحنات المرور عبر إلربي حتى ذلك الحين."),
    "ja": ("市は月曜日、主軸受に亀裂が見つかったため旋回橋を閉鎖した。",
           "修理には百二十万かかり、三月末まで続く見込みだ。",
           "港長によると、その間トラックはエラビーを経由しなければならない。"),
    "zh": ("周一，市政府在主轴承上发现裂缝后关闭了旋转桥。",
           "维修费用为一百二十万，将持续到三月底。",
           "港务长表示，在此期间卡车必须绕行埃勒比。"),
    "tr": ("Belediye, ana yatakta bir çatlak bulunmasının ardından döner köprüyü pazartesi günü kapattı.",
           "Onarım 1,2 milyona mal olacak ve mart sonuna kadar sürecek.",
           "Liman başkanı, kamyonların bu sürede Ellerby üzerinden gitmesi gerektiğini söyledi."),
    "cs": ("Město v pondělí uzavřelo otočný most poté, co byla v hlavním ložisku nalezena trhlina.",
           "Oprava bude stát 1,2 milionu a potrvá do konce března.",
           "Nákladní auta musí zatím jezdit přes Ellerby, řekl kapitán přístavu."),
}  # fmt: skip
ROUNDS = 20


def main() -> None:
    rows = {}
    for name, load in (("py3langid", _py3langid), ("lingua", _lingua)):
        began = time.perf_counter()
        try:
            detect = load()
        except ImportError:
            print(f"{name}: not installed")
            continue
        detect(SENTENCES["en"][0])  # some load on first use
        rows[name] = _measure(detect) | {"load_s": round(time.perf_counter() - began, 2)}
    for name, row in rows.items():
        print(f"{name:10} {json.dumps(row)}")


def _measure(detect: Callable[[str], str | None]) -> dict[str, object]:
    single = [(language, text) for language, texts in SENTENCES.items() for text in texts]
    joined = [(language, " ".join(texts)) for language, texts in SENTENCES.items()]
    wrong = [f"{language} as {detect(text)}" for language, text in single if detect(text) != language]
    began = time.perf_counter()
    for _ in range(ROUNDS):
        for _, text in joined:
            detect(text)
    each_ms = 1000 * (time.perf_counter() - began) / ROUNDS / len(joined)
    return {
        "sentences": f"{len(single) - len(wrong)}/{len(single)}",
        "articles": f"{sum(detect(text) == language for language, text in joined)}/{len(joined)}",
        "wrong": wrong,
        "ms_an_article": round(each_ms, 2),
    }


def _py3langid() -> Callable[[str], str | None]:
    from newsqa.metadata.language import detect_language

    return lambda text: detect_language(text, sure=0.0)


def _lingua() -> Callable[[str], str | None]:
    from lingua import LanguageDetectorBuilder

    detector = LanguageDetectorBuilder.from_all_languages().build()

    def detect(text: str) -> str | None:
        found = detector.detect_language_of(text)
        return None if found is None else found.iso_code_639_1.name.lower()

    return detect


if __name__ == "__main__":
    main()
