"""Writes a table of text as a spreadsheet: write_spreadsheet.py INPUT.csv OUTPUT.xlsx [STYLE ...]

Styles: stored (no compression), inline (texts in the cells), bare (no references, no types of its own), prefixed (a
namespace's prefix at every element), second (an empty hidden sheet before the table), rich (texts in several runs, with
their reading), gaps (empty cells and rows are left out, as Excel does), zip64 (sizes in the extra fields).
"""
import csv
import struct
import sys
import zipfile
from xml.sax.saxutils import escape

source, output, styles = sys.argv[1], sys.argv[2], sys.argv[3:]
with open(source, newline="", encoding="utf-8") as file:
    rows = list(csv.reader(file))

strings = {}
p = "x:" if "prefixed" in styles else ""
namespace = f'xmlns{":x" if p else ""}="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def is_number(text):
    try:
        float(text)
        return text.strip() == text and text.lower() not in ("nan", "inf", "-inf")
    except ValueError:
        return False


def column_name(index):
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def cell(text, row, column):
    reference = "" if "bare" in styles else f' r="{column_name(column)}{row}"'
    if text == "":
        return "" if "gaps" in styles else f"<{p}c{reference}/>"
    if is_number(text):
        return f"<{p}c{reference}><{p}v>{text}</{p}v></{p}c>"
    if "inline" in styles:
        return f'<{p}c{reference} t="inlineStr"><{p}is><{p}t xml:space="preserve">{escape(text)}</{p}t></{p}is></{p}c>'
    number = strings.setdefault(text, len(strings))
    return f'<{p}c{reference} t="s"><{p}v>{number}</{p}v></{p}c>'


def shared(text):
    if "rich" in styles:
        half = len(text) // 2
        runs = "".join(f'<{p}r><{p}rPr/><{p}t xml:space="preserve">{escape(part)}</{p}t></{p}r>'
                       for part in (text[:half], text[half:]))
        return f"<{p}si>{runs}<{p}rPh><{p}t>reading</{p}t></{p}rPh></{p}si>"
    return f'<{p}si><{p}t xml:space="preserve">{escape(text)}</{p}t></{p}si>'


lines = []
for number, row in enumerate(rows, start=1):
    if "gaps" in styles and not any(row):
        continue
    reference = "" if "bare" in styles else f' r="{number}"'
    cells = "".join(cell(text, number, column) for column, text in enumerate(row))
    lines.append(f"<{p}row{reference}>{cells}</{p}row>")
sheet = f"<{p}worksheet {namespace}><{p}sheetData>{''.join(lines)}</{p}sheetData></{p}worksheet>"
relationships = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
hidden = f'<{p}sheet name="notes" sheetId="7" state="hidden" r:id="rId7"/>' if "second" in styles else ""
parts = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    "_rels/.rels": f'<Relationships {relationships}><Relationship Id="rId1" Type="{kind}/officeDocument" '
                   'Target="/xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<{p}workbook {namespace} xmlns:r="{kind}"><{p}sheets>{hidden}'
                       f'<{p}sheet name="Table" sheetId="1" r:id="rId1"/></{p}sheets></{p}workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships {relationships}>'
                                  f'<Relationship Id="rId7" Type="{kind}/worksheet" Target="worksheets/sheet7.xml"/>'
                                  f'<Relationship Id="rId1" Type="{kind}/worksheet" Target="worksheets/../worksheets/sheet1.xml"/>'
                                  f'<Relationship Id="rId2" Type="{kind}/sharedStrings" Target="sharedStrings.xml"/>'
                                  '</Relationships>',
    "xl/worksheets/sheet7.xml": f"<{p}worksheet {namespace}><{p}sheetData/></{p}worksheet>",
    "xl/worksheets/sheet1.xml": '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + sheet,
    "xl/sharedStrings.xml": f"<{p}sst {namespace}>{''.join(map(shared, strings))}</{p}sst>",
}
method = zipfile.ZIP_STORED if "stored" in styles else zipfile.ZIP_DEFLATED
with zipfile.ZipFile(output, "w", method) as archive:
    for name, text in parts.items():
        archive.writestr(name, text)

if "zip64" in styles:
    # What a writer leaves that does not know the sizes beforehand: 32 bits full, the sizes in the extra field.
    data = open(output, "rb").read()
    end = data.rindex(b"PK\5\6")
    count, size, offset = struct.unpack("<HII", data[end + 10:end + 20])
    directory, position = b"", offset
    for _ in range(count):
        fixed = bytearray(data[position:position + 46])
        packed, plain = struct.unpack("<II", fixed[20:28])
        name_length, extra_length, comment_length = struct.unpack("<HHH", fixed[28:34])
        name = data[position + 46:position + 46 + name_length]
        place = struct.unpack("<I", fixed[42:46])[0]
        extra = struct.pack("<HHQQQ", 1, 24, plain, packed, place)
        fixed[20:28] = b"\xff" * 8
        fixed[30:32] = struct.pack("<H", len(extra))
        fixed[42:46] = b"\xff" * 4
        directory += bytes(fixed) + name + extra
        position += 46 + name_length + extra_length + comment_length
    record = struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, 45, 45, 0, 0, count, count, len(directory), offset)
    locator = struct.pack("<IIQI", 0x07064B50, 0, offset + len(directory), 1)
    last = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    with open(output, "wb") as file:
        file.write(data[:offset] + directory + record + locator + last)
