"""Formats in XML: Pascal VOC and CVAT."""

import math
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings

from prodigy.components.formats import FORMATS, Report, read_cvat, read_voc, write_voc
from prodigy.components.outlines import get_area
from prodigy.errors import LoaderError
from tests.components.formats.helpers import FREEHAND, PICTURE, RECT, get_shapes, write
from tests.components.formats.strategies import pictures

VOC = """<annotation><folder>x</folder><filename>{name}</filename>
<size><width>100</width><height>80</height><depth>3</depth></size>{objects}</annotation>"""
OBJECT = """<object><name>dog</name><pose>Left</pose><truncated>1</truncated>
<difficult>0</difficult><bndbox><xmin>8</xmin><ymin>12</ymin><xmax>35</xmax><ymax>50</ymax></bndbox>
</object>"""
CVAT = """<?xml version="1.0" encoding="utf-8"?><annotations><version>1.1</version><meta/>
<image id="0" name="a.jpg" width="100" height="80">{shapes}</image>
<image id="1" name="b.jpg" width="100" height="80"></image></annotations>"""
BOX = '<box label="dog" occluded="0" xtl="8.5" ytl="12" xbr="35" ybr="50" z_order="0">{}</box>'
BOMB = """<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>"""


def read_objects(objects, folder, name="a.jpg", report=None):
    (folder / "a.xml").write_text(VOC.format(name=name, objects=objects), encoding="utf8")
    return list(read_voc(folder, report=report))


def read_shapes(shapes, folder, report=None):
    path = folder / "a.xml"
    path.write_text(CVAT.format(shapes=shapes), encoding="utf8")
    return list(read_cvat(path, report=report))


# Pascal VOC


def test_voc_as_the_development_kit_has_it(tmp_path):
    span = {**RECT, "difficult": 1, "truncated": 1, "pose": "Left", "occluded": 1}
    path, report = write("voc", [{**PICTURE, "spans": [span]}], tmp_path)
    assert report.describe() == []
    root = ET.parse(path / "Annotations" / "street 1.xml").getroot()
    assert (root.tag, root.findtext("filename")) == ("annotation", "street 1.jpg")
    assert [root.findtext(f"size/{key}") for key in ("width", "height", "depth")] == [
        "640",
        "480",
        "3",
    ]
    [found] = root.findall("object")
    assert [found.findtext(key) for key in ("name", "pose", "truncated", "difficult")] == [
        "CAR",
        "Left",
        "1",
        "1",
    ]
    edges = [found.findtext(f"bndbox/{key}") for key in ("xmin", "ymin", "xmax", "ymax")]
    assert edges == ["47.5", "171.4", "156.6", "238.8"]
    assert (path / "ImageSets" / "Main" / "default.txt").read_text() == "street 1\n"
    [eg] = read_voc(path)
    assert eg["spans"] == [span]


@settings(max_examples=25)
@given(eg=pictures(kinds=("rect",)))
def test_boxes_of_voc_come_back(eg, tmp_path_factory):
    out = tmp_path_factory.mktemp("voc") / "out"
    report = Report()
    write_voc([eg], out, report=report)
    assert report.describe() == []
    [found] = read_voc(out)
    assert get_shapes(found) == get_shapes(eg)
    assert all(found[key] == eg[key] for key in ("image", "width", "height"))


def test_voc_of_others(tmp_path):
    polygon = "<polygon><x1>1</x1><y1>2</y1><x2>30</x2><y2>2</y2><x3>30</x3><y3>40</y3></polygon>"
    other = f"<object><name>\n cat\n</name>{polygon}<score>1</score><part><name>head</name></part>"
    report = Report()
    [eg] = read_objects(f"{OBJECT}{other}</object>", tmp_path, report=report)
    assert eg["path"] == "a.jpg"
    assert get_shapes(eg) == [
        ("dog", "rect", [[8, 12], [8, 50], [35, 50], [35, 12]]),
        ("cat", "polygon", [[1, 2], [30, 2], [30, 40]]),
    ]
    assert eg["spans"][0]["truncated"] == 1
    assert "difficult" not in eg["spans"][0]
    assert report.lost == {"lost-keys:score": 1, "lost-shapes:part": 1}


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("<xmin>8<", "<xmin>35<", "shape"),
        ("<xmin>8<", "<xmin>99<", "shape"),
        ("<xmin>8<", "<xmin>nan<", "shape"),
        ("<xmin>8<", "<xmin>1e999<", "shape"),
        ("<xmin>8<", "<xmin>eight<", "shape"),
        ("<xmin>8</xmin>", "", "shape"),
        ("<xmin>8<", "<xmin>-9e99<", "shape"),
        ("bndbox", "box", "shape"),
        ("dog", "", "no-label"),
        ("<name>dog</name>", "", "no-label"),
        ("<width>100<", "<width>0<", "size"),
        ("<width>100<", "<width>nan<", "size"),
        ("<width>100<", "<width>1e12<", "size"),
        ("size>", "sizes>", "size"),
        ("a.jpg", "../../../etc/passwd", "path"),
        ("a.jpg", "", "path"),
        ("annotation>", "svg>", "syntax"),
        ("</annotation>", "", "syntax"),
        ("dog", "&undefined;", "syntax"),
        ("<annotation>", BOMB + "<annotation>&b;", "syntax"),
        (
            "<annotation>",
            '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><annotation>&x;',
            "syntax",
        ),
        ("dog", "d\0g", "syntax"),
    ],
)
def test_a_bad_file_leaves_the_others(tmp_path, old, new, kind):
    text = VOC.format(name="a.jpg", objects=OBJECT)
    assert old in text
    (tmp_path / "a.xml").write_text(text.replace(old, new))
    (tmp_path / "b.xml").write_text(text.replace("a.jpg", "b.jpg"))
    report = Report()
    [eg] = read_voc(tmp_path, report=report)
    assert eg["path"] == "b.jpg"
    assert report.rejected == {kind: 1}
    assert "a.xml" in report.errors[0].title


def test_boxes_that_stick_out_are_cut_off(tmp_path):
    report = Report()
    [eg] = read_objects(OBJECT.replace(">35<", ">101<"), tmp_path, report=report)
    assert eg["spans"][0]["width"] == 92
    assert report.mended == {"clipped": 1}


# CVAT


@settings(max_examples=25)
@given(eg=pictures(kinds=("rect", "polygon")))
def test_shapes_of_cvat_come_back(eg, tmp_path_factory):
    path = tmp_path_factory.mktemp("cvat") / "a.xml"
    report = Report()
    FORMATS["cvat"].write([eg, PICTURE], path, report=report)
    assert report.describe() == []
    found, other = read_cvat(path)
    assert get_shapes(found) == get_shapes(eg)
    assert get_shapes(other) == get_shapes(PICTURE)
    assert all(found[key] == eg[key] for key in ("image", "width", "height"))


def test_cvat_as_it_is_documented(tmp_path):
    span = {**RECT, "occluded": 1, "z_order": 3, "attributes": {"color & so": 'a"<b>'}}
    spans = [span, {**FREEHAND, "mask": 1}]
    path, report = write("cvat", [{**PICTURE, "spans": spans}], tmp_path)
    assert report.lost == {"lost-freehand": 1, "lost-keys:mask": 1}
    root = ET.parse(path).getroot()
    assert root.findtext("version") == "1.1"
    assert [e.text for e in root.iterfind("meta/task/labels/label/name")] == ["CAR", "SKY"]
    [image] = root.findall("image")
    assert image.attrib == {
        "id": "0",
        "name": "images/street 1.jpg",
        "width": "640",
        "height": "480",
    }
    box = image.find("box")
    assert box.attrib == {
        "label": "CAR", "source": "manual", "occluded": "1", "z_order": "3",
        "xtl": "47.5", "ytl": "171.4", "xbr": "156.6", "ybr": "238.8",
    }  # fmt: skip
    assert image.find("polygon").get("points") == "0,0;640,0;600,9.5;3,8"
    [eg] = read_cvat(path)
    assert eg["spans"][0] == span


def test_boxes_that_are_turned_are_polygons(tmp_path):
    report = Report()
    turned = '<box label="a" xtl="20" ytl="20" xbr="60" ybr="40" rotation="90"/>'
    other = turned.replace('"90"', '"30.0"')
    eg, _ = read_shapes(turned + other, tmp_path, report)
    first, second = eg["spans"]
    assert sorted(first["points"]) == [[30, 10], [30, 50], [50, 10], [50, 50]]
    assert (first["type"], second["type"]) == ("polygon", "polygon")
    points = tuple(map(tuple, second["points"]))
    assert get_area(points) == pytest.approx(800, rel=1e-6)
    # Clockwise on the screen: the right end of the upper edge goes down.
    (ax, ay), (dx, dy) = points[0], points[3]
    assert math.degrees(math.atan2(dy - ay, dx - ax)) == pytest.approx(30, abs=1e-4)
    assert report.mended == {"rotated": 2}


def test_masks_and_other_shapes_of_cvat(tmp_path):
    report = Report()
    mask = '<mask label="a" rle="0, 2, 1, 1" left="10" top="20" width="2" height="2"/>'
    others = "".join(
        f'<{name} label="a" points="1,1"/>'
        for name in ("points", "polyline", "ellipse", "cuboid", "skeleton")
    )
    eg, _ = read_shapes(f"{mask}{others}<tag label='x'/>", tmp_path, report)
    [(_, kind, points)] = get_shapes(eg)
    assert (kind, sorted(points)) == (
        "polygon",
        sorted([[10, 20], [12, 20], [12, 22], [11, 22], [11, 21], [10, 21]]),
    )
    assert report.mended == {"masks": 1}
    assert report.lost["lost-categories"] == 1
    assert sum(report.lost.values()) == 6


@pytest.mark.parametrize(
    ("shape", "kind"),
    [
        (BOX.replace('"35"', '"8"'), "shape"),
        (BOX.replace('"35"', '"nan"'), "shape"),
        (BOX.replace('xbr="35"', ""), "shape"),
        (BOX.replace('"8.5"', '"108.5"').replace('"35"', '"110"'), "shape"),
        (BOX.replace("dog", " "), "no-label"),
        (BOX.replace("<box ", '<box rotation="x" '), "shape"),
        ('<polygon label="a" points="1,1;2,2"/>', "shape"),
        ('<polygon label="a" points="1,1;2;3,9"/>', "shape"),
        ('<polygon label="a" points="1,1;2,inf;3,9"/>', "shape"),
        ('<polygon label="a"/>', "shape"),
        ('<mask label="a" rle="9" left="0" top="0" width="2" height="2"/>', "shape"),
        ('<mask label="a" rle="-1" left="0" top="0" width="2" height="2"/>', "shape"),
        ('<mask label="a" rle="1,3" left="0" top="0" width="x" height="2"/>', "shape"),
    ],
)
def test_a_bad_shape_costs_its_image(tmp_path, shape, kind):
    report = Report()
    [eg] = read_shapes(BOX + shape, tmp_path, report)
    assert eg["path"] == "b.jpg"
    assert report.rejected == {kind: 1}
    assert report.errors[0].title.startswith("Image 1 of")
    with pytest.raises(LoaderError):
        read_shapes(BOX + shape, tmp_path)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (CVAT.format(shapes="")[:-30], "is no XML"),
        ("", "is no XML"),
        (BOMB + "<annotations>&b;</annotations>", "is not read"),
        ("<svg/>", "is no file of CVAT"),
        ("<annotations><track><box/></track></annotations>", "is about a video"),
    ],
)
def test_broken_files_of_cvat(tmp_path, text, title):
    (tmp_path / "a.xml").write_text(text)
    with pytest.raises(LoaderError, match=title):
        list(read_cvat(tmp_path / "a.xml", report=Report()))


@pytest.mark.parametrize("name", ["voc", "cvat"])
def test_names_and_labels_are_escaped(tmp_path, name):
    label = "<b>&amp;\"'</b>]]>"
    eg = {**PICTURE, "path": "a&b<c>.jpg", "spans": [{**RECT, "label": label}]}
    path, _ = write(name, [eg], tmp_path)
    [found] = FORMATS[name].read(path)
    assert (found["path"], found["spans"][0]["label"]) == ("a&b<c>.jpg", label)


@pytest.mark.parametrize("name", ["voc", "cvat"])
@pytest.mark.parametrize("label", ["a\0b", "a\nb", "\ud800"])
def test_what_xml_can_not_hold_is_left_out(tmp_path, name, label):
    eg = {**PICTURE, "spans": [{**RECT, "label": label}]}
    path, report = write(name, [eg, PICTURE], tmp_path)
    assert report.left_out == {"control": 1}
    assert len(list(FORMATS[name].read(path))) == 1
