"""Patterns for place names in Korean sentences."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

NOT_IN_A_WORD = r"(?<![가-힣A-Za-z0-9])"
NAME = r"([가-힣]{2,8})"
SHORT_NAME = r"([가-힣]{2,8}?)"
PARTICLE = (
    r"(?:에서는|에서도|에서|에게|에는|에도|에|의|은|는|이|가|을|를|으로|로|와|과|도|만|까지|부터|라는"
    r"|이라는|인|이다|이며)"
)
END = rf"(?={PARTICLE}?(?![가-힣]))"

POST = r"(?! ?(?:검문소|초소|관문|마을|도시))"  # not border posts or villages, which no list has
TRUCE = r"정전(?= ?(?:협정|협상|회담|합의))"  # 정전됐다 is about a power failure
# Two names before these words are two countries; the first has 와 or 과.
PAIRED = (
    rf"(?:(?:외교|외무|국방|재무|통상|경제|내무)(?:부)? ?(?:장관|수장|차관)|정상(?=회담|들|급|이|은|과|의|간"
    rf"| 회담| 간| 통화)(?!에)|정부|양국|대표단|외교 ?당국|군 당국|국경{POST}|접경|휴전|{TRUCE}|평화 ?협정"
    rf"|국교|수교|해협|의회|외교부|외무부)"
)
OF_ALL = re.compile(r"(?:정부|의회|정상|대표단|양국)$")
# Words after a name. Before the second group the name must sound foreign: Korean places look like nouns.
OF_ANY = r"(?:해협|산맥|영해|영공)"
OF_FOREIGN = (
    rf"(?:해안|해역|해변|앞바다|국경{POST}|내전|반군|공항|국제공항|정부|당국|의회|군부|수도|반도|군도|열도|공화국"
    r"|왕국|공국|연방공화국|총영사관|대사관|고원|사막|평야|분지|운하|협곡|해구|자치주|자치구|섬|항구|외무부"
    r"|외교부|국방부|중앙은행|해군|접경|난민|쿠데타|지진|주민|국왕|왕실|항|산)"
)
# Persons have these too: 멜로니 정부.
OF_PERSONS = re.compile(r"정부|당국|의회|군부|주민|국방부|외교부|외무부|해군|난민|국왕|왕실|산|수도")
OFFICES = r"(?:외교장관|외무장관|국방장관|대통령|총리|국왕|정상|국민|대사|국적|출신)"
ATTACHED_ANY = r"(해협|산맥)"
ATTACHED_FOREIGN = r"(해안|반도|군도|열도|공화국|왕국|공국|자치주|자치구|국제공항|사막|고원|해구)"
# Many words end in these syllables; the following words decide.
ATTACHED_SHORT = [
    r"(주)(?= ?주지사|지사|의회| 의회| 정부| 당국|에서|에 있는| 법원| 검찰| 경찰| [동서남북]부)",
    r"(성)(?=에서| 당국| 정부| 주민|정부| 지진)",
    r"(현)(?=에서| 지사|지사| 경찰| 앞바다| 주민)",
    r"(시)(?= ?시장| ?시청| ?의회| 당국|에서| 외곽| 도심)",
    r"(섬)" + END,
    r"(항)(?=에서|으로|에 |을 |의 |은 |이 | 인근| 앞바다| 부두)",
    r"(강)(?=에서|의 | 유역| 하류| 상류|을 따라)",
    r"(만)(?=에서 | 연안| 해역| 앞바다| 일대)",
    r"(해)(?=에서| 연안| 상공|의 | 해역)",
]
# 카르베니아군, 카르베니아산 밀, 카르베니아의 국경
OF_A_COUNTRY = (
    r"(?:군(?:은|이|의|과|도|을) |산 (?=[가-힣])|의 (?:인플레이션|국내총생산|GDP|영토|국경|국민|대통령|총리"
    r"|의회|국채|중앙은행|수도|인구|외교부|외무부))"
)
APPOSED = (
    r"(?:섬나라|도시 ?국가|내륙국|소국|신생국|항구 ?도시|국경 ?도시|접경 ?도시|해안 ?도시|휴양 ?도시|이웃"
    r" ?나라|어촌 ?마을)"
)
APPOSED_FOREIGN = (
    r"(?:수도|주도|휴양지|제2의 도시|최대 도시|[동서남북]{1,2}부 (?:도시|마을|항구|항구도시|섬|지역)|도시"
    r"|마을|이웃국|인접국)"
)
LOCAL = (
    r"(?:경기도|강원도|강원특별자치도|강원|충청북도|충북|충청남도|충남|전라북도|전북특별자치도|전북"
    r"|전라남도|전남|경상북도|경북|경상남도|경남)"
)
QUARTERED = r"(?:서울|부산|대구|인천|광주|대전|울산)(?:특별시|광역시|시)?"
AGENCY = (
    r"(?:연합뉴스|뉴시스|뉴스1|로이터|AP|AFP|EPA|신화|교도|타스|UPI|[가-힣]{2,4} ?(?:기자|특파원)"
    r"|[가-힣]{2,6}신문)"
)
COUNTRY_END = re.compile(r"(?:니아|리아|디아|비아|시아|키아|티아|스탄|란드|랜드|토피아|공화국)$")
TREATY = rf"(?:협정|조약|휴전|{TRUCE}|수교|국교|교전|무력|국경|외교 관계)"
# Words for the term of a government that is named after its leader.
TERM_OF_OFFICE = r"출범|시절|때|들어서|내각|초기|말기|임기|총리|대통령|정권"
CONFLICT = r".*(?:피란|난민|충돌|교전|공습|점령|분쟁|지진|홍수|반군|병합)"
EVENT = r".{0,40}?(?:지진|충돌|교전|총격전|폭발|쿠데타|내전|휴전|무력|화산|전투)"

# Aspirated syllables that also occur in Korean nouns.
NATIVE = "쾌콩칼큰커키코타태터토통투특파판팔패편평포표품풍피필"
# Syllables of foreign names, which are rare in Korean and Sino-Korean nouns.
FOREIGN = re.compile(
    rf"^[라-맇]|[카-핗](?<![{NATIVE}])|[크트프브드스즈츠그르므느쿠푸투루무누]"
    rf"|[벨델멜켈셀젤헬웰엘넬렐텔펠][가-힣]"
    r"|[가-힣](?:니아|리아|디아|비아|시아|키아|티아)$|스탄$|란드$|랜드$"
    r"|[가-힣][라레로루리르란렌론룬린랄렐롤룰릴람렘롬룸림][가-힣]?$|타라|타르|쿄|퀴|튀|뉴|뉘|뤼|샤|셰|쇼|슈"
    r"|첼|쳄|죠|쥬|쥐|벤|젠|켄|렌|덴|텐|펜"
)
# Foreign nouns that are not places.
LOANWORDS = (
    "반도체|코스피|코스닥|나스닥|다우존스|비트코인|이더리움|블랙핑크|트와이스|카운티|카카오|네이버|쿠팡"
    "|테슬라|구글|애플|엔비디아|메타|마이크로소프트|인텔|퀄컴|브로드컴|보잉|에어버스|록히드|화웨이|알리바바"
    "|텐센트|바이두|샤오미|폭스바겐|도요타|토요타|혼다|닛산|벤츠|포드|르노|지멘스|소프트뱅크|로스네프트"
    "|루코일|가스프롬|스페이스|팔란티어|크래프톤|셀트리온|넷플릭스|디즈니|스타링크|트위터|페이스북|틱톡"
    "|테무|알리익스프레스|컨테이너|크루즈|리조트|프로젝트|플랫폼|디지털|스마트|글로벌|데이터|테러|드론"
    "|카르텔|스포츠|테크|바이오|서비스|인터넷|온라인|오프라인|모바일|네트워크|그룹|클라우드|소프트|하드웨어"
    "|프로그램|시스템|에너지|가스|플랜트|터미널|페리|마리나|요트|허브|센터|타워|파크|호텔|스키|골프|메가"
    "|그린|블루|스타트|벤처|펀드|파트너|리더|로비|코로나|바이러스|백신|캠페인|미디어|콘텐츠|콘서트|페스티벌"
    "|아트|패션|뷰티|푸드|카페|레스토랑|마켓|브랜드|스타|아이돌|드라마|다큐|뉴스|리포트|인프라|프레임|트럭"
    "|버스|트램|메트로|하이브리드|배터리|리튬|니켈|플라스틱|쓰레기|스트레스|알코올|헬스|케어|테스트"
    "|시뮬레이션|로봇|레이더|미사일|탱크|헬기|크림|리스크|이슈|포럼|세미나|캠프|클럽|리그|트레이|프로"
    "|아마추어|스토리|스트림|인플루언서|크리에이터|유튜브|게임|레저|쿠데타|그림자|그늘|드넓|크고|스스로"
    "|서로|그대로|그리고|그러나|무리|우리|나라|노래|다리|자리|머리|소리|거리|서류|종류|의류|인류|교류|조류"
    "|물류|한류|오류|분류|주류|기류|해류|원료|자료|재료|의료|진료|치료|관료|종료|완료|유료|무료|새로|바로"
    "|따로|도로|경로|통로|철로|항로|수로|진로|선로|활로|기로|미로|보람|사람|바람|관람|유람|여름|이름|구름"
    "|흐름|기름|시름|주름|미래|거래|원래|본래|고래|모래|아래|도래|오래|근래|장래|유래|초래|전래|의뢰|신뢰"
    "|지뢰|어뢰|기뢰|이론|여론|언론|결론|토론|반론|본론|변론|평론|물론|의론|공론|담론|우려|배려|고려|격려"
    "|염려|독려|무려|압력|능력|노력|세력|권력|협력|실력|인력|전력|병력|무력|동력|경력|이력|달력|폭력|매력"
    "|활력|탄력|체력|국력|화력|수력|풍력|원자력|관리|처리|정리|승리|권리|논리|심리|수리|금리|이리|저리|유리"
    "|물리|윤리|관련|훈련|시련|마련|미련|세련|연락|하락|폭락|추락|등락|전락|몰락|누락|타락|급락|쾌락|사령"
    "|대통령|수령|점령|명령|법령|연령|고령|유령|횡령|발령|강령|비율|법률|규율|선율|자율|타율|효율|환율|세율"
    "|성장률|확률|건물|보물|무기|무역|무료|무인|무단|무장|무력|누구|누적|누가|투자|투쟁|투표|투수|투입|루머"
    "|루트|푸른|쿠폰|드러|드물|드디어|스승|스님|그룹|그날|그때|그간|그해|그곳|그들|느낌|느린|므로|르는"
    "|브리핑|시트|코드|카드|보드|사이드|라인|라이브|라운지|레드|로드|로컬|리스트|세트|버전|비전|섹션|센서"
    "|서버|세계|세대|세력|제도|제재|체제|체결|체육|체계|체포|체험|체류|케이블|케이스|테마|텐트|쇼핑|쇼크"
    "|샤워|뉴딜|유럽|아랍|이슬람|기독교|불교|시아파|수니파|드루즈|쿠르드|로힝야|투치|후투|타밀|하마스"
    "|헤즈볼라|탈레반|후티|알카에다|바그너|무슬림|유대|베두인|하레디|샤바브|보코하람|파타|프랑코|나치"
    "|파시스트|트럼피즘|매가|티파티"
)
NO_PLACE = re.compile(f"^(?:{LOANWORDS})|(?:{LOANWORDS})$")
# Korean nouns that occur before the same place words.
COMMON = re.compile(
    r"(?:각국|양국|자국|타국|외국|본국|전국|상대국|이웃|주변|인접|접경|분쟁|사고|인근|주요|국제|국내|해외"
    r"|중앙|지방|연방|과도|임시|군사|민간|현지|해당|관련|보건|방역|금융|수사|사법|교육|항만|세관|규제|통화"
    r"|외환|정보|관계|해양|소방|경찰|검찰|군|공안|이민|출입국|산림|산업|에너지|외교|안보|국방|경제|무역"
    r"|통상|환경|노동|여당|야당|여권|야권|정치권|하원|상원|차기|역대|기존|현행|새로운|다른|같은|모든|여러"
    r"|일부|많은|이들|그들|두|세|네|한|이|그|저|전|현|옛|신|구|동|서|남|북|동쪽|서쪽|남쪽|북쪽|동부|서부"
    r"|남부|북부|중부|북동부|북서부|남동부|남서부|동남부|서남부|동북부|서북부|바위|모래|갯벌|겨울|여름|봄"
    r"|가을|새벽|아침|밤|넓은|좁은|긴|깊은|높은|낮은|험한|아름다운|유명|관광|휴양|천연|인공|거점|국가|도시"
    r"|마을|주민|시민|국민|정부|의회|대통령|총리|장관|회사|기업|은행|위원회|단체|협회|노조|조직|세력|진영"
    r"|측|당국|양측|쌍방|삼국|국경|해안|바다|육상|해상|공중|영토|영해|인도적|일방적|전면|제한|단계적|즉각"
    r"|무기한|영구|조건부|부분|임시|한시|최초|최대|최고|최악|최근|오랜|지난|올해|내년|작년|이번|다음|오늘"
    r"|어제|내일|이날|당시|과거|현재|미래|고대|중세|근대|현대|신생|독립|민주|인민|사회주의|자치|입헌|군주"
    r"|해방|통일|부족|반정부|무장|평화|전쟁|정치|종교|종족|민족|내부|외부|사이버|우주|미군|국군|해군|공군"
    r"|육군|적군|아군|유엔군|다국적군|연합군|동맹국|회원국|참가국|당사국|중재국|강대국|약소국|선진국|개도국"
    r"|후진국|피해|보호|재해|공동|중립|완충|안전|위험|대형|소형|유인|무인|외딴|작은|큰|불|물|열|돌|흙|꽃|섬"
    r"|산|강|호수|하천|항구|공항|부두|선박|여객|화물|어선|어민|유조선|상선|함정|잠수함)"
)
COMMON_END = re.compile(
    r"(?:정부|의회|선거|당국|협정|회담|기업|은행|시장|주민|시민|국민|세력|진영|위원회|재단|그룹|방송|신문"
    r"|대학|항공|행정부|왕실|노조|[가-힣]무부|국방부|외교부|교통부|보건부|교육부|환경부|노동부|수반)$"
)
# 함독 전 총리, 멜로니 총리: a person has a title somewhere in the text.
TITLES = (
    r"(?:대통령|총리|장관|주지사|지사|총재|의원|대표|위원장|회장|국왕|왕세자|여사|교수|박사|대변인|특사"
    r"|감독|선수|사령관|총장|국장|의장|시장|부통령|차관|대사|최고지도자|서기|주석|교황|추기경|왕자|공주"
    r"|변호사|기자|작가|배우|가수|CEO|최고경영자)"
)
PERSON = re.compile(rf"{NAME} (?:[가-힣]{{1,6}} )?{TITLES}")
SURNAMES = (
    "김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구민진지엄채원천방공현함변염여추도소석선설마길연위표명기"
    "반"
)
SURNAME = re.compile(f"[{SURNAMES}][가-힣]{{2}}")
LEADING = set(
    "트럼프 바이든 부시 클린턴 레이건 푸틴 메드베데프 젤렌스키 마크롱 메르츠 숄츠 메르켈 스타머 수낵"
    " 존슨 대처 블레어 모디 네타냐후 에르도안 오르반 멜로니 산체스 투스크 두다 나브로츠키 카니 트뤼도"
    " 앨버니지 룰라 보우소나루 밀레이 페트로 보리치 부켈레 셰인바움 다카이치 아베 고이즈미 스가 시진핑"
    " 후진타오 리창 왕이 노무현 아사드 알샤라 하메네이 라이시 페제시키안 시시 카가메 루토 티누부 라마포사"
    " 아비 부르한 다갈로 함독 프라보워 마르코스 두테르테 안와르 훈센 훈마네트 패통탄 탁신 아누틴 유누스"
    " 샤리프 루카셴코 피초 바비시 부치치 미초타키스 뤼터 폰데어라이엔 구테흐스 머스크 루비오 라브로프"
    " 블링컨 밴스 해리스 아라그치 피단 무함마드 빈살만 살만 로하니 카스트로 차베스 고르바초프 옐친 스탈린"
    " 레닌 히틀러 무솔리니 처칠 드골 카다피 후세인 무바라크 만델라 수치 수카르노 헤그세스 베선트 러트닉"
    " 그리어 윗코프 쿠슈너 콜비 켈로그 왈츠 파월 옐런 라가르드 캐머런 란다우 랜드리".split()
)


def korean_places(sentence: str, knows: Callable[[str], bool], text: str) -> Iterator[tuple[int, str, str]]:
    """Yield (start, name, name with its coast or strait) of likely places, including known ones."""
    reader = _KoreanPlaceFinder(sentence, knows, text)
    yield from reader.pairs()
    yield from reader.behind()
    yield from reader.before()
    yield from reader.attached()
    yield from reader.local()


class _KoreanPlaceFinder:
    """The place patterns of one sentence, with the people named in the text around it."""

    def __init__(self, sentence, knows, text):
        self.sentence, self.knows, self.text = sentence, knows, text
        self.people = LEADING | _titled_people(text)

    def pairs(self):
        """Yield the names of pairs: 카스파라와 라이도니아 외교장관; 카스파라·라이도니아 국경."""
        for joint in (rf"{SHORT_NAME}(?:와|과|,) {SHORT_NAME}", rf"{SHORT_NAME}[·∙・-]{SHORT_NAME}"):
            paired = rf"{NOT_IN_A_WORD}{joint}(?:의|가|는|이|은)? (?:양국 )?{PAIRED}"
            for match in re.finditer(paired, self.sentence):
                names = [match[1], match[2]]
                if any(self._is_common(name) or self._is_somebody(name) for name in names):
                    continue
                if "," in match[0] and _ends_as_a_word(match[1]) and not self.knows(match[1]):
                    continue
                is_known = any(map(self.knows, names)) and not any(map(NO_PLACE.search, names))
                # Bitcoin and Ethereum have no foreign ministers, but governments regulate them.
                sounds = _sounds_like_country_korean if OF_ALL.search(match[0]) else _sounds_foreign
                if is_known or any(map(sounds, names)):
                    for place in (1, 2):
                        # 미국 재무부와 영국 외무부: a Korean noun beside a country is not a place.
                        if not is_known or _sounds_foreign(match[place]):
                            yield match.start(place), match[place], match[place]

        treaties = rf"{NOT_IN_A_WORD}{SHORT_NAME}(?:와|과) {SHORT_NAME}[가는이은] .*{TREATY}"
        for match in re.finditer(treaties, self.sentence):
            names = match.groups()
            is_country = any(_sounds_like_country_korean(name) and not self.knows(name) for name in names)
            is_country = is_country and all(self.knows(name) or _sounds_foreign(name) for name in names)
            if is_country and not any(map(self._is_somebody, names)):
                yield from ((match.start(place), match[place], match[place]) for place in (1, 2))

    def behind(self):
        """Yield names before a place word: 아주르 해안, 라이도니아 정부, 라이도니아 주재 대사."""
        for match in re.finditer(rf"{NOT_IN_A_WORD}{NAME} ({OF_ANY}|{OF_FOREIGN}){END}", self.sentence):
            name, head = match[1], match[2]
            if _ends_as_a_word(name) or self._is_common(name) or self._is_located(match):
                continue
            if OF_PERSONS.fullmatch(head) and (self._is_somebody(name) or not self._holds_place(name)):
                continue
            if _sounds_foreign(name) or re.fullmatch(OF_ANY, head):
                yield match.start(), name, name if OF_PERSONS.fullmatch(head) else f"{name} {head}"
        regions = rf"{NOT_IN_A_WORD}{NAME} 지역(?:에서|의|을|으로|은){CONFLICT}"
        for match in re.finditer(regions, self.sentence):
            if _sounds_foreign(match[1]) and not _ends_as_a_word(match[1]):
                yield match.start(), match[1], f"{match[1]} 지역"
        offices = rf"{NAME} (?:{OFFICES}{END}|[동서남북]{{1,2}}부 |주재 (?:[가-힣]+ )?(?:대사|총영사|외교관))"
        yield from self._countries(offices)

    def _countries(self, pattern):
        for match in re.finditer(NOT_IN_A_WORD + pattern, self.sentence):
            if _sounds_like_country_korean(match[1]) and not self._is_somebody(match[1]):
                yield match.start(), match[1], match[1]

    def before(self):
        """Yield names after a place word: 섬나라 벨모라, 수도 벨가르에서, (벨가르=연합뉴스)."""
        for head, is_foreign in ((APPOSED, False), (APPOSED_FOREIGN, True)):
            apposed = rf"(?:^|(?<=[\s(“‘])){head}(?:인)? {SHORT_NAME}(시|항|섬)?{PARTICLE}(?![가-힣])"
            for match in re.finditer(apposed, self.sentence):
                if self._is_common(match[1]) or (is_foreign and self._is_located(match)):
                    continue
                if _sounds_foreign(match[1]) or not is_foreign:
                    yield match.start(), match[1], match[1] + (match[2] or "")
        for match in re.finditer(rf"[\[(（]([가-힣]{{2,8}})=(?:[가-힣]+ )?{AGENCY}", self.sentence):
            if not re.fullmatch(r"사진|자료|그래픽|포토|영상|출처|제공|속보|단독|종합|인포그래픽", match[1]):
                yield match.start(), match[1], match[1]

    def attached(self):
        """Yield names joined to a place word: 아주르해협, 벨모라공화국, 라이도니아에서 지진이."""
        for match in re.finditer(rf"{NOT_IN_A_WORD}{SHORT_NAME}{ATTACHED_ANY}{END}", self.sentence):
            if not self._is_common(match[1]) and not re.search(r"[재피손방침]$", match[1]):
                yield match.start(), match[1], match[1] + match[2]
        for pattern in (ATTACHED_FOREIGN + END, *ATTACHED_SHORT):
            for match in re.finditer(rf"{NOT_IN_A_WORD}{SHORT_NAME}{pattern}", self.sentence):
                name = match[1]
                if _sounds_foreign(name) and not self._is_common(name) and not self._is_located(match):
                    yield match.start(), name, name + match[2]
        yield from self._countries(SHORT_NAME + OF_A_COUNTRY)
        for match in re.finditer(rf"{NOT_IN_A_WORD}{SHORT_NAME}에서(?:는|도)? {EVENT}", self.sentence):
            if _sounds_like_country_korean(match[1]) and not match[1].endswith("랜드"):
                yield match.start(), match[1], match[1]

    def local(self):
        """Yield Korean towns after their province or city: 경기도 은하시, 서울 새벽구."""
        for province, kinds in ((LOCAL, "시|군"), (QUARTERED, "구")):
            towns = rf"{NOT_IN_A_WORD}{province} ([가-힣]{{2,4}}?)({kinds}){END}(?!에만|만 )"
            for match in re.finditer(towns, self.sentence):
                name = match[1] + match[2]
                if not NO_TOWN.search(name):
                    yield match.start(), name, name

    def _is_common(self, name):
        """Return whether it looks like a noun or a title. No dictionary is used."""
        is_noun = COMMON.fullmatch(name) or COMMON_END.search(name) or re.search(TITLES + "$", name)
        return bool(is_noun) and not self.knows(name)

    def _is_located(self, match):
        """Return whether the word before gives its location: 나이지리아 케비주에서."""
        before = self.sentence[: match.start()].rsplit(maxsplit=1)[-1:]
        is_apart = bool(before) and self.sentence[match.start() - 1] == " "
        return is_apart and self.knows(before[0].strip("“‘(\"'"))

    def _holds_place(self, name):
        """Return whether the name may be a country: it is long, sounds like one, or is used as a location.

        Leaders have governments too: beside a term of office, the length does not count.
        """
        inside = (
            rf"{name}(?:에서|에는|에 (?!대해|대한|따르|의해|맞)|로 (?:가|떠|향|들어)|산 | [동서남북]부"
            r"| 국경| 수도| 영토| 국민| 내전)"
        )
        if len(name) > 3 and not re.search(TERM_OF_OFFICE, self.sentence):
            return True
        return _sounds_like_country_korean(name) or bool(re.search(inside, self.text))

    def _is_somebody(self, name):
        return name in self.people or bool(SURNAME.fullmatch(name) and not self.knows(name))


NO_TOWN = re.compile(
    r"(?:즉|임|동|전|도|역|다|수|상|일|당|잠|혹|반드|몹|무|표|지|감|실|제|게|명|과|접|택|공|고|입|증|정|개"
    r"|응|중|경|멸|암|주|투|직|승|유사|비상|평상|필요|위반|적발|신도|소도|대도|중소도|항구도|거점도|혁신도"
    r"|기업도|위성도)시$|(?:미|공|해|육|국|적|아|장|대|직|학|후보|제품|산업|반|정부|연합|계엄|진압|의병"
    r"|독립)군$|(?:지|연|요|청|도|기|항|선거|출입|창|복|축|야|농|배|탁|가|친|입|출|특|자치|문|추|시|영|촉"
    r"|건|수|인|투|당)구$"
)


@lru_cache(maxsize=8)
def _titled_people(text):
    """Return the names of people with a title, if the name is Korean or a given name comes before it."""
    found = set()
    for match in PERSON.finditer(text):
        before = re.search(r"(\S{1,20}) $", text[max(0, match.start() - 21) : match.start()])
        given = before[1] if before else ""
        if _sounds_foreign(given) or not COUNTRY_END.search(match[1]) and SURNAME.fullmatch(match[1]):
            found.add(match[1])
    return found


def _sounds_foreign(name):
    return len(name) > 1 and bool(FOREIGN.search(name)) and not NO_PLACE.search(name)


def _sounds_like_country_korean(name):
    return len(name) > 2 and bool(COUNTRY_END.search(name)) and not NO_PLACE.search(name)


def _ends_as_a_word(name):
    """Return whether the word has a particle or an ending, so that it is not only a name."""
    return bool(re.search(r"(?:[의를을은는에와과이가도만로며고인된한할던간들서]|까지|부터)$", name))
