"""Korean as it is searched: Hanja, jamo, morphemes. Pure text; the analyzer is Kiwi."""
