"""Newspaper sentences about real and invented places."""

REAL = """
Sudan's government and the paramilitary forces agreed to resume talks in Nairobi on Monday.
The civil war in Sudan has displaced more than 12 million people, the United Nations said.
President Donald Trump named Louisiana Gov. Jeff Landry as his special envoy to Greenland.
Denmark's foreign minister summoned the U.S. ambassador to Copenhagen.
A fire broke out at a warehouse in Icheon, Gyeonggi Province, early on Tuesday.
The port of Busan handled 24 million containers last year.
Lawmakers in Texas and Oklahoma passed a bill on the Rio Grande border.
The premier of Bavaria met carmakers in the city of Munich.
The United States banned cotton from the Xinjiang region of China.
Two tankers collided in the Strait of Hormuz, off the coast of Oman.
Russia's navy withdrew ships from the Black Sea to the port of Novorossiysk.
The foreign ministers of China, Japan and South Korea met in Tokyo.
The foreign ministers of India and Pakistan spoke for the first time since the ceasefire.
Armenia and Azerbaijan signed a peace treaty at the White House.
The border between Thailand and Cambodia was closed after clashes near Preah Vihear.
Ukraine's foreign minister said that Russian troops had entered Pokrovsk in the Donetsk region.
An earthquake struck near the city of Herat in western Afghanistan.
A magnitude 7.6 earthquake hit the Noto peninsula of Japan on New Year's Day.
The people of Okinawa voted on the base at Henoko.
The island of Jeju expects 14 million visitors.
Ships avoid the Red Sea and sail around the Cape of Good Hope.
The Republic of Korea and the Kingdom of Denmark opened an embassy in Nuuk.
Starmer's government lost a vote, and Britain's prime minister called it a warning.
Netanyahu's government rejected the plan for the Gaza border.
The Trump border policy was challenged in a court in San Diego.
Samsung and Hyundai signed a pact on batteries with Microsoft.
President Vladimir Putin and President Xi Jinping met in Harbin, the capital of Heilongjiang.
The leaders of Hamas and Hezbollah were not invited.
Nvidia's president said that the company would build a plant in Arizona.
Voters in the town of Uvalde, Texas, chose a new mayor.
The Syrian government and Kurdish forces signed an agreement in Damascus.
The Sicilian coast was hit by a storm that crossed the Ionian Sea.
The Atacama Desert bloomed after rain fell on northern Chile.
The Gulf of Finland and the Baltic Sea froze for the first time since 2011.
Rescue teams reached the village of Panmunjom on foot.
The ambassador to NATO declined to comment.
SEOUL (Yonhap) — South Korea's exports rose for the eighth month.
NAIROBI, Kenya (AP) — Protesters marched on the parliament of Kenya.
In the Rocky Mountains and along the Gulf Coast the drought goes on.
The Republican government of the state raised the minimum wage.
Kim's government is expected to publish the plan in December.
The city of Gangneung declared a drought emergency in August.
The capital of Kazakhstan, Astana, was renamed twice.
Bolivia's capital, La Paz, lies in the Andes.
The strait between Taiwan and China is 180 kilometers wide.
Tigray, a region of Ethiopia, and the Amhara region have their own parliaments.
The Wagner Group left the Central African Republic.
Economy Minister Robert Habeck visited the port city of Hamburg.
Talks between the Labor government and the Green Party failed.
Fighting in North Kivu, a province of Congo, reached the city of Goma.
Six Pages, One Strait and a Calm Sea
Seagrass Returns to the Old Ferry Basin
Lawmakers Debate the Coastal Province Plan
수단 정부군과 반군이 케냐 나이로비에서 휴전 협상을 재개했다.
도널드 트럼프 대통령이 제프 랜드리 주지사를 그린란드 특사로 임명했다.
함독 전 총리와 여당 정부 관계자가 회담에 참석했다.
경기도 이천시의 한 물류창고에서 불이 나 소방 당국이 진화에 나섰다.
부산항 신항에서 컨테이너선이 크레인과 충돌했다.
강릉시는 가뭄이 심해지자 제한 급수에 들어갔다.
서울 영등포구 여의도 국회의사당 앞에서 집회가 열렸다.
문재인 정부와 윤석열 정부의 부동산 정책을 비교했다.
멜로니 정부는 이민 정책을 바꾸기로 했다.
판문점에서 남북 정상이 만났다.
우크라이나와 러시아 외교장관이 튀르키예 이스탄불에서 만났다.
흑해 연안의 오데사 항구가 드론 공격을 받았다.
이란 혁명수비대가 호르무즈 해협에서 유조선을 나포했다.
태국과 캄보디아 국경에서 교전이 벌어졌다.
미국과 중국 정상은 부산에서 회담했다.
한국·일본·중국 외교장관 회의가 도쿄에서 열렸다.
인도와 파키스탄 정부는 휴전에 합의했다.
중국 신장위구르자치구에서 규모 7.1 지진이 발생했다.
일본 이시카와현 노토반도에서 지진이 일어났다.
미국 텍사스주에서 홍수로 100명 넘게 숨졌다.
캘리포니아 주지사와 뉴욕주 검찰총장이 소송을 냈다.
전남 무안국제공항에서 여객기가 활주로를 벗어났다.
강원도 인제군과 양구군의 산불이 잡혔다.
경북 의성군에서 시작된 산불이 안동시로 번졌다.
대만 해협의 긴장이 높아지고 있다.
남중국해 스카버러 암초에서 중국과 필리핀 해경이 충돌했다.
금융 당국과 통화 당국이 시장 안정에 나섰다.
시리아 과도 정부와 쿠르드 세력이 합의했다.
바이에른 주정부는 자동차 업계를 지원한다.
디지털 정부 혁신을 위한 플랫폼 정부 구상이 나왔다.
삼성전자와 SK하이닉스가 반도체주 상승을 이끌었다.
로봇과 바이오 기업이 모인 클러스터를 세운다.
컨테이너 항구와 크루즈 항을 새로 짓는다.
덴마크 정부는 그린란드 주민 투표를 지지한다고 밝혔다.
마크롱 대통령과 메르츠 총리가 정상회담을 했다.
푸틴 대통령은 알래스카에서 트럼프 대통령을 만났다.
(워싱턴=연합뉴스) 김하늘 특파원 = 미국 정부가 관세를 내렸다.
[사진=연합뉴스] 눈 덮인 서울 도심.
아름다운 해안과 긴 반도가 이어진다.
이웃 국가 정부와 국제 공항 당국의 협조가 필요하다.
베네수엘라 해안에서 미 해군이 선박을 공격했다.
카리브해에서 미군이 마약 밀수선을 격침했다.
에티오피아 티그라이 내전이 끝난 지 3년이 지났다.
히말라야 산맥과 알프스 산맥의 빙하가 녹고 있다.
서해안과 동해안에 강풍 특보가 내려졌다.
수도 서울의 집값이 오르고 수도 이전 논의가 다시 나왔다.
항구도시 부산과 섬나라 뉴질랜드가 자매결연을 했다.
프로그램 업데이트 시 주의할 점을 알렸다.
정부는 테러 방지와 드론 산업 육성 제도를 마련했다.
국회에서 여당과 야당 의원들이 충돌했다.
더불어민주당이 내란 사건 특별재판부 설치 법안을 발의하자 국민의힘이 반발했다.
케냐 수도 나이로비와 콩고민주공화국 고마를 잇는 항공편이 끊겼다.
사우디아라비아 리야드 주재 한국 대사관이 교민 보호에 나섰다.
카자흐스탄 대통령과 우즈베키스탄 대통령이 아스타나에서 만났다.
주상하이총영사관은 교민 안전에 유의해 달라고 당부했다.
The quake happened near the Iranian cities of Khash and Saravan in Sistan and Baluchestan province.
An avalanche buried houses in the Swiss village of Blatten.
The Dutch province of Groningen and the Belgian province of Limburg were flooded.
The Rapid Support Forces seized El Fasher, the last big city of the Darfur region, after 18 months.
The ceasefire was brokered in the Egyptian resort town of Sharm el-Sheikh.
The Merz government agreed on a new pension law, and Macron's government fell.
The Taliban government and Pakistan agreed on a ceasefire in Doha.
The presidents of the Democratic Republic of Congo and Rwanda signed a peace agreement in Washington.
The leaders of Samsung and SK met the leaders of Toyota and Honda.
The Strait of Tiran and the Gulf of Aqaba are shared by Egypt and Saudi Arabia.
미국과 이란 외교장관이 오만 무스카트에서 회담했다.
르코르뉘 정부가 출범한 지 27일 만에 무너졌다.
카카오와 네이버 정부 조달 사업을 다뤘다.
아프가니스탄 쿠나르주에서 규모 6.0 지진으로 2천여 명이 숨졌다.
태국 송클라주 핫야이시에서 홍수로 수십 명이 숨졌다.
미국 조지아주 공장에서 한국인이 구금됐다.
울산 남구 발전소에서 보일러 타워가 무너졌다.
태평양 섬나라 투발루와 키리바시가 물에 잠긴다.
트럼프와 푸틴 정상회담이 열렸다.
클라우드 주권과 데이터 국경을 둘러싼 논쟁이다.
The Himalayan region of Ladakh and the Cornish coast draw tourists.
The ports wait: the port of Felixstowe, the port of Piraeus and the port of Djibouti.
Kagame's government denied the report; Fico's government survived.
The Biden border order was challenged.
The border between Texas and Mexico and the border between Poland and Belarus were closed.
그룹 스트레이 키즈와 르세라핌이 빌보드 정상에 올랐다.
블랙핑크와 트와이스 정상 차지.
나이지리아 케비주에서 학생이 납치됐다.
리비아 하프타르 정부와 트리폴리 정부가 맞섰다.
카탈루냐 자치정부와 스페인 정부가 협상했다.
바이오주와 반도체주에서 매물이 나왔다.
중국 쓰촨성 청두시와 산둥성 칭다오항에서 출발했다.
스코틀랜드 자치정부 수반과 카탈루냐 의회가 만났다.
그는 미국 재무부와 영국 외무부 제재를 받았다.
Fighting went on in Huliaipole, Kupiansk and Lyman.
Sanctions on Rosneft and Lukoil were announced in Washington.
푸틴과 젤렌스키가 휴전 협상을 시작했다.
필리핀의 섬 하나는 고립됐고, 팔라완섬은 정전됐다.
에스토니아와 라트비아 정부는 나르바와 테레호바 국경 검문소를 닫았다.
The Taliban’s foreign minister and Hamas’s foreign minister visited Moscow.
The Space Coast, the Lost Coast, the Salish Sea and the Wadden Sea are quiet.
Foreign ministers of Apec and Asean met. The foreign ministers of Brics, Mercosur and Nato did not.
The president of Opec spoke, and the foreign ministers of Opec and Asean listened.
The foreign ministers of Mercosur and Brics met. Nato’s central bank does not exist.
Western and Muslim foreign ministers met Arab and Islamic foreign ministers.
Today’s foreign minister was yesterday’s critic. Yesterday’s parliament is no guide to Sunday’s parliament.
Monday’s parliament session, Tuesday’s foreign ministry briefing and Wednesday’s central bank decision are on.
Thursday’s central bank decision, Friday’s parliament vote and Saturday’s foreign minister meeting are off.
He wrote of the kingdom of God, the kingdom of Heaven, the Nation of Islam and the Deep Sea.
The country of Origin label is gone. A Deep Sea survey found the Deep Gulf, the Deep Sea and the Deep Strait.
The president of Nvidia and the president of Boeing met. Apple’s president and Sequoia’s capital were praised.
The government of Macron and the prime minister of Labour met Expedia’s president.
The Dutch city of Spakenvoort and the port of Lorrich, in Norfolk, were flooded.
Andrei Testwell of Russia said that Testwell’s foreign ministry agreed.
안드리 테스트렐 우크라이나 외무장관은 떠났다. 테스트렐 외무장관은 말을 아꼈다.
테스트렐은 수도 키이우에서 연설했다. 테스트렐일 수도 있다. 테스트렐의 대통령 임기가 끝났다.
테스트렐 대통령은 테스트렐 총리와 만났다. 테스트렐 정부는 한 달을 넘겼다.
미국 미주리주의 도시 테스트렐에서 시위가 열렸다.
""".strip().splitlines()

# Complete stories with phrases about people and companies that also occur with countries.
PEOPLE_AND_COMPANIES = [
    "Dior's ambassador and Apple's president met at the capital of fashion. The army of Amazon sellers grew.",
    "The queen of Soul died. Voters in the county and farmers across Muskingum spoke of inflation.",
    "President Akio Testwell of Hadong left. The company elects a board.",
    "Soldiers in Vuhledar and forces of Haftar held on. Kim's government and Wagner's troops did not.",
    "Olivia Testwell and Melania Min met the president. Melania smiled, and Island Media left Disneyland.",
    "보리스 피스토리우스 국방장관은 독일군을 늘리겠다고 했다. 피스토리우스 국방장관은 예산을 더 요구했다.",
    "찰스 국왕과 윌리엄 왕세자가 참석했다. 오르테가 정권과 카스트로 정권은 반대했다.",
    "땅거미가 질 무렵 해안을 덮쳤다. 이러한 선택사항은 그대로다. 로힝야 난민이 정기적으로 변화를 겪는다.",
    "서울의 한 작가가 폰타 해변과 주프라 공항을 찾았다.",
]

# Sentences about invented places, with the names that a desk should look up.
INVENTED = {
    "카스파라와 라이도니아 외교장관 회담을 불과 몇 시간 앞두고 아주르 해안에서 충돌이 재개되었습니다.": [
        "카스파라", "라이도니아", "아주르",
    ],
    "The foreign ministers of Kasparia and Lydonia will meet, but fighting resumed on the Azur coast.": [
        "Kasparia", "Lydonia", "Azur",
    ],
    # Countries and their institutions.
    "The Republic of Elmora joined the United Nations.": ["Elmora"],
    "The Kingdom of Velland mourned its queen.": ["Velland"],
    "The island nation of Talos asked for help.": ["Talos"],
    "The small country of Brenn and the emirate of Qasmir have no trains.": ["Brenn", "Qasmir"],
    "Few have heard of a country called Mirelle.": ["Mirelle"],
    "Zenor, a landlocked country, has no navy.": ["Zenor"],
    "Palandor, an island nation, has no trains.": ["Palandor"],
    "Estrane, the kingdom, and Cressor, a small republic, made peace.": ["Estrane", "Cressor"],
    "Vostane, a country of six million, borders Karesh, a country in the mountains.": ["Vostane", "Karesh"],
    "Kaspara's foreign minister met his counterpart on Monday.": ["Kaspara"],
    "The foreign ministry of Norrin did not answer.": ["Norrin"],
    "Foreign Minister Ana Vell of Torvane resigned.": ["Torvane"],
    "Brenn’s central bank answered the parliament of northern Zubrek.": ["Brenn", "Zubrek"],
    "Kaspara and Lydon's foreign ministers were to meet.": ["Kaspara", "Lydon"],
    "Kaspara’s and Lydon’s foreign ministers were to meet.": ["Kaspara", "Lydon"],
    "Kasparan and Lydonese foreign ministers were to meet.": ["Kasparan", "Lydonese"],
    "The Kaspara-Lydon foreign ministers’ meeting failed.": ["Kaspara", "Lydon"],
    "The president of Kasparia said he would not sign.": ["Kasparia"],
    "President Ana Vell of Talovia spoke.": ["Talovia"],
    "Gorstan’s first prime minister and Feyland’s government agree.": ["Gorstan", "Feyland"],
    "Elmoria’s capital is quiet.": ["Elmoria"],
    "Brevonia’s government resigned.": ["Brevonia"],
    "The Lydonian government, the Elmorian president and the Talovian parliament denied it.": [
        "Lydonian", "Elmorian", "Talovian",
    ],
    "The president of Sorven left. It rains in Sorven.": ["Sorven"],
    "The people cheered in the capital of Ostrel.": ["Ostrel"],
    "In Velmora's capital, Sorin, nobody slept.": ["Velmora", "Sorin"],
    "Moreth, the capital, and Telm, its capital in winter, are dark.": ["Moreth", "Telm"],
    "He was freed in Vardov, capital of Semprin.": ["Vardov", "Semprin"],
    "Ulmar’s capital city is dark.": ["Ulmar"],
    "Protests began in Halven’s capital.": ["Halven"],
    "They reached the capital, Velgar. Its capital, Sorin, is dark.": ["Velgar", "Sorin"],
    # Seas, cities, states and conflict regions.
    "Two tankers collided in the Strait of Orvin.": ["Orvin"],
    "The Haeon Strait was closed to ships.": ["Haeon"],
    "Storms crossed the Sea of Kelbran, the cold Azuran Sea, the Gulf of Tamarre and the Ebran Gulf.": [
        "Kelbran", "Azuran", "Tamarre", "Ebran",
    ],
    "The ship left the port of Velgar at dawn.": ["Velgar"],
    "The old city of Dresmar flooded, and so did the state of Azure and the province of Helt.": [
        "Dresmar", "Azure", "Helt",
    ],
    "Ships sank off the coast of northern Marrun.": ["Marrun"],
    "They fled the conflict zone of Brevan or the conflict region of Azur or the disputed region of Cador": [
        "Brevan", "Azur", "Cador",
    ],
    "Troops entered the disputed territory of Dorn and the breakaway region of Ervan.": ["Dorn", "Ervan"],
    "Ervan, a disputed region, is calm.": ["Ervan"],
    "The civil war in Beltor has ended.": ["Beltor"],
    # The same in Korean.
    "섬나라 벨모라가 조약에 서명했다.": ["벨모라"],
    "도시국가 탈로스와 내륙국 미렐을 찾았다.": ["탈로스", "미렐"],
    "내륙국인 미렐도 왕국 에스트란으로 갔다.": ["미렐", "에스트란"],
    "베스마르크라는 나라를 아는가.": ["베스마르크"],
    "카스파라는 유럽의 작은 나라다.": ["카스파라"],
    "로르반은 인구 40만 명의 왕국이다.": ["로르반"],
    "할벤과 로르반 외무장관이 만났다.": ["할벤", "로르반"],
    "한국과 엘도라브 외교장관이 서울에서 만났다.": ["엘도라브"],
    "카르데브·벨로크 외교장관 회담이 열렸다.": ["카르데브", "벨로크"],
    "카스파라와 할벤의 외교장관이 만났다.": ["카스파라", "할벤"],
    "카스파라 외교장관이 왔다.": ["카스파라"],
    "카스파라의 대통령은 오지 않았다.": ["카스파라"],
    "할벤의 외교장관이 왔다.": ["할벤"],
    "할벤의 외무장관은 오지 않았다.": ["할벤"],
    "오스켈의 의회와 할벤의 중앙은행은 조용하다.": ["오스켈", "할벤"],
    "벨토니아의 수도 벨가르에서 시위가 열렸다.": ["벨토니아", "벨가르"],
    "카스파라 수도에서 시위가 열렸다.": ["카스파라"],
    "할벤 수도에 비가 왔다.": ["할벤"],
    "할벤 수도의 시장이 왔다.": ["할벤"],
    "할벤 수도인 그곳은 조용하다.": ["할벤"],
    "에스테라브 공화국은 독립을 선언했고 테살리브룬 왕국은 반대했다.": ["에스테라브", "테살리브룬"],
    "켈브론 해협을 지나는 배가 늘었다.": ["켈브론"],
    "아주르해에서 배가 침몰했다.": ["아주르"],
    "제노리아 대통령이 유엔에서 연설했다.": ["제노리아"],
    "벨토니아 정부는 국경을 닫는다고 밝혔다.": ["벨토니아"],
    "고르스탄 총리는 떠났다.": ["고르스탄"],
    "오르디아 의회와 드로비아 정부, 메로시아 총리가 합의했다.": ["오르디아", "드로비아", "메로시아"],
    "옐란드 정부와 베일랜드 중앙은행이 합의했다.": ["옐란드", "베일랜드"],
    "카르메브 대통령이 왔다. 카르메브에서 비가 온다.": ["카르메브"],
    "도시 카르모브에서 지진이 발생했다.": ["카르모브"],
    "항구도시 벨가르로 갔다.": ["벨가르"],
    "항구도시 벨가르의 날씨는 좋다.": ["벨가르"],
    "카스파라 외교장관과 할벤 외교장관에 관한 기사다.": ["카스파라", "할벤"],
    "벨가르 시에서 비가 왔다.": ["벨가르"],
    "아주르주에서 비가 왔다.": ["아주르"],
    "분쟁 지역 아주르에서 비가 왔다.": ["아주르"],
    "분쟁 지역인 아주르는 조용하다.": ["아주르"],
    "아주르 분쟁 지역은 조용하다.": ["아주르"],
    "노바리스 내전이 10년 만에 끝났다.": ["노바리스"],
}  # fmt: skip
