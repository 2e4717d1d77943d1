"""What the pages say: stories of invented places, a paragraph a line, written for these tests."""

BRIDGE = """The swing bridge at Ellerby will stay shut until the end of March after inspectors found a crack in its main bearing.
The harbour office closed the crossing on Monday evening, an hour after a routine check. Lorries bound for the fish market now drive 14 miles by way of Caster.
"We would rather explain a closed bridge than an open one," the harbour master, Ida Thorne, told a meeting of traders on Tuesday.
A new bearing has been ordered from a foundry in Gdynia. It weighs 3.2 tonnes and costs 1.2 million, which the county will pay from its reserve for storms.
Traders asked for a ferry in the meantime. The council said it would decide on Thursday, and that two boats had been looked at.
The bridge was opened in 1911 and last repaired in 1974."""

MILK = """The dairy co-operative at Nether Wold will pay its 212 members in advance this spring, for the first time since it was founded.
Prices have fallen for seven months in a row, and eleven farms have given up their herds since October, the co-operative said in its yearly report.
Members will receive 40 per cent of what they are likely to deliver in May and June. The rest follows in July.
"It is not a gift, it is a calendar," said Per Olsson, who keeps 90 cows above the village.
The bank in Harrow has agreed to lend the money at 3.1 per cent. Should the price of milk fall below 29 pence, the co-operative will stop the payments.
Two larger dairies in the north have watched the scheme and may copy it, their spokesman said on Wednesday."""

COOKIES = """The data protection office fined a chain of bakeries 380,000 on Friday for following visitors to its website without asking.
Advertising partners of the chain placed cookies on the phones of some 90,000 customers, the office found, most of whom had refused them.
"Read the banner again, we were told, but there was nothing to read," said Lena Brandt, the customer whose complaint began the case.
The chain, Kornblum, said that it had relied on a supplier and would appeal. It has since taken the tracking from its pages.
A newsletter that the chain sends to members was not part of the case. The office is looking at it separately."""

LIBRARY = """Castell Bridge will keep all five of its libraries, the council decided on Wednesday after a debate that lasted past midnight.
The plan to close three branches had drawn 6,400 signatures, more than voted in the last local election in two of the wards.
Instead, opening hours will be cut to 22 a week, and the mobile library will stop on Saturdays.
Councillor Ruth Amery called the outcome a truce. "Nobody won tonight, but nobody lost a library," she said.
The savings fall short of the target by 85,000. The treasurer is to say by June where the rest will come from."""

GLACIER = """Researchers have drilled through the Vettis glacier to its bed for the first time and found a lake where maps show rock.
The lake lies 240 metres under the ice and is about as long as the village below it, the institute at Sallow reported on Monday.
Its water is cold and still, and there is no sign that it could burst, said Dr. Amal Nasser, who led the drilling.
Instruments left in the borehole will measure pressure for three years and send their readings each hour.
The commune of Vettis had asked for the survey after a flood in 2021 carried away a footbridge.
A second borehole, further up, is planned for August."""

FERRY = """The night ferry between Norrin and Osterwarfen will return in May, two years after it was given up for lack of passengers.
A company from Tarrow has leased the ship, the Marit, and promised three crossings a week until the end of October.
Tickets will cost 48 for a walker and 130 for a car. Bicycles go free, as they did before.
The towns have agreed to bear losses of up to 300,000 a year between them, said the mayor of Norrin, Jonas Eide.
Lorry drivers had long asked for the crossing, because the road around the bay is closed to them at night."""

STRIKE = """Dockers at Sallowmouth ended a twelve-day strike on Friday after the port's owner withdrew its new rosters.
The union said that 94 per cent of its members had voted for the agreement. Work began again with the late shift.
Ships had waited at anchor for as long as nine days, and two container lines had sent their vessels elsewhere.
The owner, Sallow Quays, put its loss at 31 million. It said that it still meant to run three cranes by remote control from 2027.
"We stopped a roster, not a century," said Morag Bell, who spoke for the strikers.
Talks about the cranes are to begin in January with a mediator from the ministry."""

WELL = """Nine villages around Barrow Down were without water on Sunday after a pump failed at the only well that serves them.
Engineers flew in a spare from the coast by helicopter, and pressure was back in most houses by ten in the evening.
The water company apologised and said each household would be paid 25. A second pump is to be built in by autumn.
The well was sunk in 1958 and holds the record as the deepest in the county, at 311 metres."""

DEICH = """Nach der Sturmflut bleibt der Deich bei Osterwarfen für Fahrzeuge gesperrt, weil sich auf 200 Metern Risse gebildet haben.
Der Landkreis hat am Dienstag 4000 Sandsäcke an die Schadstelle bringen lassen und eine zweite Wache aufgestellt.
„Der Deich hält, aber er hält nicht von allein“, sagte Deichgräfin Antje Folkerts bei einer Begehung.
Die Ausbesserung soll 2,3 Millionen Euro kosten. Das Land hat zugesagt, zwei Drittel davon zu übernehmen.
Der Fährbetrieb nach Norrin ruht bis Freitag. Wer auf der Insel festsitzt, kann kostenlos in der Turnhalle übernachten.
Über eine Erhöhung des Deichs um 80 Zentimeter will der Kreistag im Juni abstimmen."""

MUSEUM_DE = """Das Heimatmuseum in Kelbra hat eine Glocke zurückbekommen, die seit 1942 als verschollen galt.
Ein Schrotthändler aus Lüttgen fand sie im Fundament einer Scheune und erkannte das Wappen der Stadt.
Die Glocke wiegt 410 Kilogramm und trägt die Jahreszahl 1688, wie Museumsleiter Bernd Asmus am Montag mitteilte.
Werbung für die neue Ausstellung gibt es bisher nicht, weil das Geld für Plakate fehlt.
Geläutet wird die Glocke nur einmal im Jahr, am Tag des offenen Denkmals."""

BAC = """Le bac de Port-Lunel reprendra lundi ses traversées, six semaines après la panne qui l'avait immobilisé.
La commune a déboursé 310 000 euros pour un moteur neuf, dont la moitié sera remboursée par la région.
« Nous avons perdu un printemps, pas la saison », a déclaré la maire, Solène Kerbrat, jeudi devant les commerçants.
Les horaires restent ceux de l'an dernier, avec une traversée de plus le samedi soir.
Les abonnés dont la carte a expiré pendant la panne pourront la prolonger sans frais jusqu'en août.
Une étude sur un bac électrique doit être remise au conseil avant Noël."""

VIGNE = """Les vignerons du val d'Orsan ont commencé la récolte mercredi, dix-neuf jours plus tôt que la moyenne des trente dernières années.
La grêle de juin a détruit un cinquième des grappes, mais celles qui restent sont saines, selon la coopérative.
Le syndicat a demandé à l'État une avance de quatre millions d'euros pour replanter les parcelles touchées.
Une réponse est attendue en octobre. La publicité pour le millésime est suspendue jusque-là."""

PUENTE = """El puente colgante de Valdeoro reabrió el sábado después de catorce meses de obras y tres aplazamientos.
La reparación costó 2,8 millones de euros, 600.000 más de lo previsto, según reconoció el ayuntamiento.
«Hemos cambiado 412 tirantes, uno por uno», dijo la ingeniera jefe, Marta Lozano, durante la inauguración.
Los vehículos de más de doce toneladas tendrán que seguir usando la carretera del embalse.
La oposición pide una comisión que explique por qué la obra se adjudicó sin concurso."""

SEQUIA = """Los pantanos de la cuenca del Ariza están al 31 por ciento de su capacidad, el nivel más bajo desde 1995.
La confederación anunció el jueves que el riego se reducirá a la mitad a partir del día 15.
Los agricultores calculan pérdidas de 70 millones y reclaman que se perfore el acuífero norte.
«No se trata de elegir entre el maíz y el grifo», declaró el presidente de los regantes, Julián Ferrer.
Las previsiones no anuncian lluvias antes de noviembre."""

PROM = """Prom między Norrinem a Jarową wróci na trasę w maju, po dwóch latach przerwy spowodowanej brakiem pasażerów.
Statek wydzierżawiła spółka z Tarrowa, która obiecuje trzy rejsy tygodniowo do końca października.
Bilet dla pieszego będzie kosztował 48 złotych, a za samochód trzeba będzie zapłacić 130 złotych.
Miasta zgodziły się pokrywać straty do 300 tysięcy rocznie, powiedział burmistrz Jonasz Zawada.
Kierowcy ciężarówek od dawna prosili o to połączenie, bo droga wokół zatoki jest dla nich nocą zamknięta."""

LEDNIK = """Исследователи впервые пробурили ледник Веттис до самого ложа и нашли озеро там, где на картах обозначена скала.
Озеро лежит на глубине 240 метров подо льдом и длиной не уступает деревне в долине, сообщил институт в понедельник.
Вода в нём холодная и неподвижная, и ничто не говорит о том, что она может прорваться, сказала руководитель работ Амаль Насер.
Приборы, оставленные в скважине, будут три года измерять давление и каждый час передавать показания.
Вторую скважину, выше по склону, собираются пробурить в августе."""

JISR = """أغلقت بلدية الربوة الجسر الدوار مساء الاثنين بعد أن عثر المفتشون على شق في محمله الرئيسي.
وقالت مديرة الميناء إيمان حداد إن الإصلاح سيستغرق حتى نهاية مارس وسيكلف مليونا ومئتي ألف دينار.
وستضطر الشاحنات المتجهة إلى سوق السمك إلى سلوك طريق أطول باثنين وعشرين كيلومترا.
وطلب التجار تشغيل عبارة مؤقتة، ووعد المجلس بالرد على طلبهم يوم الخميس.
وافتتح الجسر عام 1911 وكان آخر إصلاح له عام 1974."""

HASHI = """県は月曜日、主軸受に亀裂が見つかったため、江良部の旋回橋を三月末まで閉鎖すると発表した。
亀裂は定期点検で見つかり、橋は一時間後に通行止めとなった。魚市場へ向かうトラックは二十二キロの迂回を強いられる。
「開いた橋より、閉じた橋を説明するほうがよい」と港長の鳥羽和子氏は火曜日の会合で述べた。
新しい軸受は重さ三・二トンで、費用の一億二千万円は県の災害準備金から支払われる。
商店主らは臨時の渡し船を求めており、市は木曜日に結論を出す。"""

QIAO = """埃勒比市政府周一宣布，因主轴承发现裂缝，旋转桥将关闭至三月底。
裂缝是在例行检查中发现的，一小时后大桥即停止通行。前往鱼市的卡车须绕行二十二公里。
港务长唐爱达周二在商户会议上表示，与其解释一座通行的桥，不如解释一座关闭的桥。
新轴承重三点二吨，已向外地铸造厂订购，费用一百二十万元由应急储备金支付。
商户要求在此期间开通渡船，市政府将于周四作出决定。"""

SIRIKIT = """Wydobycie wody z kopalni w Brennicku ruszy jesienią i ma ogrzać 1800 mieszkań, ogłosiła rada miasta we wtorek.
Woda ma 28 stopni i stoi w chodnikach od zamknięcia kopalni w 1996 roku.
Pompy i wymienniki będą kosztować 22 miliony, z czego połowę zapłaci fundusz krajowy.
„Najpierw ta woda nas zalewała, teraz nas ogrzeje”, powiedziała radna Halina Mroz."""

ORKEST = """Het stadsorkest van Veldhuizen geeft dit seizoen dertig concerten minder, omdat de verwarming van de zaal is uitgevallen.
De gemeente trekt 900.000 euro uit voor een nieuwe ketel, maar die wordt pas in februari geleverd.
Tot die tijd speelt het orkest in de veilinghal, waar plaats is voor 400 bezoekers.
"We hebben in slechtere schuren gespeeld", zei dirigent Maaike Postma dinsdag.
Abonnees krijgen een kwart van hun geld terug."""

PONTE = """Il ponte girevole di Portosale resterà chiuso fino alla fine di marzo dopo la scoperta di una crepa nel cuscinetto principale.
La capitaneria ha fermato il traffico lunedì sera, un'ora dopo un controllo di routine.
«Meglio spiegare un ponte chiuso che un ponte aperto», ha detto la comandante Ida Torresi ai commercianti.
Il nuovo cuscinetto pesa 3,2 tonnellate e costerà 1,2 milioni di euro, pagati dalla provincia.
I commercianti hanno chiesto un traghetto provvisorio. Il comune deciderà giovedì."""


def lines(story: str) -> list[str]:
    """Return a story's paragraphs."""
    return story.split("\n")
