"""Defects of a real published page, in its words: residue, scripts, a place, a title."""

HEADLINE = (
    "China and South Korea Revive Trade Talks, Pivoting from Factories to Services Amid Geopolitical Shifts"
)
SUMMARY = "China and South Korea are reviving stalled FTA talks to expand into the services sector."
MINISTER = (
    "The thaw follows a key agreement on December 12 between Minister of Commerce Wang Wentao of China and"
    " South"
    " Korea's Minister of Trade, Industry and Energy, Kim Jung-kwan."
)
SOURCES = (
    "According to official sources, the two ministers agreed to accelerate negotiations on the second phase"
    " of"
    " their FTA, which has seen little progress since 2018."
)
STANCE = (
    'Official Stance: "The push aims to unlock new growth potential by liberalizing trade in services and'
    ' investment, reflecting the evolving needs of both economies."'
)
JAPAN = (
    "It comes as the United States works to strengthen its alliances in the Indo-Pacific, notably fostering"
    " tighter"
    " trilateral cooperation with South Korea and **Japan** on security matters."
)
RATE = (
    "The success of these talks could influence regional trade dynamics and potentially affect the growth"
    " **rate**"
    " of key tech and service sectors across Northeast Asia."
)
ANALYSTS = (
    "Analysts suggest the move could be Beijing’s attempt to create a strategic counterweight, ensuring that"
    " its"
    " economic gravity prevents Seoul from drifting too far into Washington’s orbit."
)
INVENTED = (
    "카스파라와 라이도니아 외교장관 회담을 불과 몇 시간 앞두고 분쟁 지역인 아주르 해안에서 무력 충돌이"
    " 재개되었습니다. 이번 사태로 외교적 해결 노력이 중대 위기를 맞았습니다."
)
TRUE = [
    "2025년 12월 22일, 대한민국 여당 더불어민주당이 내란 사건 특별재판부 설치 법안을 발의하자, 야당인"
    " 국민의힘이 필리버스터로 강력히 반발하며 국회에서 정면충돌했다.",
    "수단 내전을 끝내기 위한 새로운 민간 주도 로드맵 '나이로비 선언'이 발표됐다. 함독 전 총리 등이"
    " 참여했지만, 엘리트 중심이라는 내부 비판과 국제사회의 회의적 시선에 직면했다.",
    "도널드 트럼프 미국 대통령이 제프 랜드리 주지사를 그린란드 특사로 임명, '미국 편입'을 공식 목표로"
    " 제시했다. 덴마크와 러시아의 반발 속에서 북극의 지정학적 긴장이 고조되고 있다.",
]
HEADING = "관련 기사"
TEXT = [
    "The Lead: A Strategic Economic Overhaul",
    "The renewed push aims to expand their free-trade agreement (FTA) beyond factory floors.",
    "From Manufacturing to High-Value Services",
    f"{MINISTER} {SOURCES}",
    STANCE,
    f"This development doesn't exist in a vacuum. {JAPAN}",
    f"{ANALYSTS} {RATE}",
    "PRISM Insight: More Than a Trade Deal",
    "It’s a signal of South Korea’s pursuit of “strategic autonomy,” aiming to decouple economic interests"
    " from"
    " security alignments where possible.",
]
WHOLE = "\n".join([HEADLINE, SUMMARY, *TEXT, HEADING, INVENTED, *TRUE])
