"""Texts as writers send them. Every name and event in them is invented."""

LABELLED = """\
Maristan and Oldport Reopen Ferry Talks, Turning from Freight to Passengers
Maristan and Oldport are back at the table after six years. Read what a ferry line would change.
The Lead: A Line Across the Strait
In a surprising turn, the two port cities are talking about ferries again. The region’s fishermen watch.
Why It Matters: The old line, closed in 2019, carried freight. Passengers would need new piers.
From Crates to Commuters
The talks follow a letter of March 3 from Harbour Master Ines Falk to the mayor of Oldport, Tom Reed.
Both cities would share the cost, which nobody has put into numbers so far.
Official Stance: "The line aims to bring two shores together, reflecting the wishes of both cities."
Weather in the Strait
The line doesn't sail in a vacuum. Storms closed the strait on **forty** days last year, and the ice stays.
Captains say the growth **rate** of traffic is the greater risk.
GULL Insight: More Than a Boat
The line is as much about pride as about passengers. It is a sign of “harbour spirit,” officials like to say.
관련 기사
바닷마을 연안에서 열린 등대 축제가 사흘 만에 막을 내렸습니다. 방문객은 예상보다 적었습니다.
2026년 3월 1일, 시험시 의회가 항만 조례안을 통과시키자 어민 단체가 강하게 반발했다.
'새 부두 선언'이 발표됐다. 비용을 둘러싼 논란은 여전하다.
시장이 새 항만청장을 임명했다. 임기는 2년이다.
"""

KOREAN = """\
마리스탄과 올드포트, 여객선 협상 재개
두 항구 도시가 6년 만에 협상 테이블로 돌아왔다.
리드: 해협을 잇는 뱃길
두 도시가 다시 여객선을 논의하고 있다.
왜 중요한가: 2019년에 끊긴 노선은 화물만 실었다.
공식 입장: “두 해안을 잇는 것이 목표입니다.”
화물에서 여객으로
시장은 “부두가 먼저다”라고 말했다.
걸 인사이트: 배 한 척보다 큰 이야기
자존심이 걸린 문제다.
관련 기사
The lighthouse festival ended after three days.
등대 축제가 막을 내렸다.
"""

MARKDOWN = """\
---
title: Maristan and Oldport Reopen Ferry Talks
summary: "Back at the table after six years."
section: economy
topics: [harbours, Ferries]
byline: Bora Testman
date: 2026-03-03
---

## The Lead: A Line Across the Strait

The two port cities are *talking* about [ferries](https://example.com/ferries).

**Why It Matters:** The old line carried **freight**.

> The line brings two shores together.
> — Ines Falk, harbour master

- piers
- rules

## Related stories

- 등대 축제가 막을 내렸다.
- [The ice stays](https://example.com/ice)
"""
