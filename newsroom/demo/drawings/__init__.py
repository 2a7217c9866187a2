"""The pictures of the demonstration newspaper, drawn by code in one hand, always the same."""

from newsroom.demo.drawings import charts, evening, lights, maps, portraits, quay, shore, stage, strait, table
from newsroom.demo.drawings.inks import PAPER
from newsroom.demo.drawings.press import Sheet

SCENES = {
    "harbor": strait.harbor,
    "ferry": strait.ferry,
    "passengers": charts.passengers,
    "coast": maps.coast,
    "library": evening.library,
    "market": evening.market,
    "numbers": charts.numbers,
    "lighthouse": lights.lighthouse,
    "lights-map": maps.lights_map,
    "lens": lights.lens,
    "cisterns": shore.cisterns,
    "orchestra": stage.orchestra,
    "kelp": shore.kelp,
    "kelp-exports": charts.kelp_exports,
    "bus-14": quay.bus_14,
    "credit-union": quay.credit_union,
    "tide-clock": table.tide_clock,
    "storm-buoys": strait.storm_buoys,
    "school-lunch": table.school_lunch,
}
PORTRAITS = {
    "portrait-no-eul-bit": portraits.no_eul_bit,
    "portrait-so-na-gi": portraits.so_na_gi,
    "portrait-tove-marrowick": portraits.tove_marrowick,
    "portrait-gu-reum-gyeol": portraits.gu_reum_gyeol,
    "portrait-an-gae-bi": portraits.an_gae_bi,
}
WIDTH, HEIGHT, SIDE = 144, 96, 72


def draw(key):
    """One of the pictures as the bytes of a PNG. Raises KeyError for a key that has none."""
    is_portrait = key in PORTRAITS
    sheet = Sheet(SIDE if is_portrait else WIDTH, SIDE if is_portrait else HEIGHT, PAPER, seed=key)
    (PORTRAITS if is_portrait else SCENES)[key](sheet)
    return sheet.png()
