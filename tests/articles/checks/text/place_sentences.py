"""Sentences as newspapers write them: about places that exist, and about places that nobody has seen."""

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
""".strip().splitlines()

# What is said, and the names that a desk should look up.
INVENTED = {
    "카스파라와 라이도니아 외교장관 회담을 불과 몇 시간 앞두고 아주르 해안에서 충돌이 재개되었습니다.": [
        "카스파라", "라이도니아", "아주르",
    ],
    "벨토니아 정부는 국경을 닫는다고 밝혔다.": ["벨토니아"],
    "한국과 엘도니아 외교장관이 서울에서 만났다.": ["엘도니아"],
    "카르디아·벨로니아 국경에서 교전이 벌어졌다.": ["카르디아", "벨로니아"],
    "노바리스 내전이 10년 만에 끝났다.": ["노바리스"],
    "섬나라 벨모라가 조약에 서명했다.": ["벨모라"],
    "수도 벨가르에서 시위가 열렸다.": ["벨가르"],
    "유조선이 해온해협에서 좌초했다.": ["해온"],
    "달무리 해협을 지나는 배가 늘었다.": ["달무리"],
    "오르비아에서 규모 6.8 지진이 일어났다.": ["오르비아"],
    "경기도 은하시에서 불이 났다.": ["은하시"],
    "전남 해온군의 한 마을에 비가 내렸다.": ["해온군"],
    "(벨가르=연합뉴스) 김하늘 특파원 = 협상이 끝났다.": ["벨가르"],
    "제노리아 대통령이 유엔에서 연설했다.": ["제노리아"],
    "에스테리아 공화국은 독립을 선언했다.": ["에스테리아"],
    "탈로스섬 주민이 대피했다.": ["탈로스섬"],
    "켈브란 산맥에서 산사태가 났다.": ["켈브란"],
    "카르제니아 주재 미국 대사가 귀국했다.": ["카르제니아"],
    "미국과 델로마 정부는 휴전에 합의했다.": ["델로마"],
    "Kasparia's foreign minister met his counterpart on Monday.": ["Kasparia"],
    "The foreign ministers of Kasparia and Lydonia will meet on Sunday.": ["Kasparia", "Lydonia"],
    "Fighting resumed on the disputed Azur coast, hours before the talks.": ["Azur"],
    "The ship left the port of Velgar at dawn.": ["Velgar"],
    "Two tankers collided in the Strait of Orvia.": ["Orvia"],
    "The Haeon Strait was closed to ships.": ["Haeon"],
    "Kasparia and Lydonia signed a peace treaty after ten years.": ["Kasparia", "Lydonia"],
    "South Korea and Velmora signed a treaty on tides.": ["Velmora"],
    "The border between Estoria and Novaris was closed.": ["Estoria", "Novaris"],
    "The Velmoran government denied the report.": ["Velmoran"],
    "VELGAR (Reuters) — The island chose a new parliament.": ["Velgar"],
    "The island nation of Talos asked for help.": ["Talos"],
    "Zenoria, a landlocked country, has no navy.": ["Zenoria"],
    "The U.S. ambassador to Karzenia returned home.": ["Karzenia"],
    "An earthquake struck northern Kelbran on Friday.": ["Kelbran"],
    "The civil war in Beltonia has ended.": ["Beltonia"],
    "Troops crossed into the Dresmark region at night.": ["Dresmark"],
    "The Republic of Elmora joined the United Nations.": ["Elmora"],
    "The United States and Lydonia resumed talks on Tuesday.": ["Lydonia"],
    "Officials from Kasparia and Lydonia met in the border town of Vorn.": ["Kasparia", "Lydonia", "Vorn"],
    "The president of Kasparia said he would not sign.": ["Kasparia"],
    "Tensions between Kasparia and Lydonia rose.": ["Kasparia", "Lydonia"],
    "The Kingdom of Velland mourned its queen.": ["Velland"],
    "카스파라 정부는 비상사태를 선포했다.": ["카스파라"],
    "한국과 메로비아가 자유무역협정을 맺었다.": ["메로비아"],
    "아주르 지역에서 2만 명이 피란했다.": ["아주르"],
    "라이도니아의 수도 노브그라드에서 시위가 열렸다.": ["라이도니아", "노브그라드"],
    "세르니아 북부 도시 카르모에서 지진이 발생했다.": ["세르니아", "카르모"],
    "강원도 새벽군에서 산불이 났다.": ["새벽군"],
    "In Velmora's capital, Sorin, nobody slept.": ["Velmora", "Sorin"],
    "Fighting in Karvenia has killed 40 people.": ["Karvenia"],
    "Kasparia and Lydonia's foreign ministers were to meet.": ["Kasparia", "Lydonia"],
    "Sanctions on Karvenia were lifted by Brussels.": ["Karvenia"],
    "Protesters in Velgrad, Karvenia, burned tires.": ["Karvenia"],
    "카르베니아군이 국경을 넘었다.": ["카르베니아"],
    "카르베니아와 오스트로바가 교전했다.": ["카르베니아", "오스트로바"],
    "발도리아산 밀 수입이 늘었다.": ["발도리아"],
    "발도리아의 인플레이션이 12%를 넘었다.": ["발도리아"],
}  # fmt: skip
