"""Writes spreadsheets that mean harm, one a name, into a directory: write_hostile.py DIRECTORY"""
import io
import os
import struct
import sys
import zipfile

directory = sys.argv[1]
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
FIRST = '<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c><c r="B1" t="inlineStr"><is><t>x</t></is></c></row>'


def parts(sheet, strings="<sst/>"):
    return {
        "_rels/.rels": f'<Relationships><Relationship Id="1" Type="{KIND}/officeDocument" Target="xl/workbook.xml"/>'
                       '</Relationships>',
        "xl/workbook.xml": '<workbook xmlns:r="r"><sheets><sheet name="S" r:id="1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships><Relationship Id="1" Type="{KIND}/worksheet" Target="sheet.xml"/>'
                                      f'<Relationship Id="2" Type="{KIND}/sharedStrings" Target="strings.xml"/>'
                                      '</Relationships>',
        "xl/sheet.xml": sheet,
        "xl/strings.xml": strings,
    }


def worksheet(rows):
    return f"<worksheet><sheetData>{rows}</sheetData></worksheet>"


def write(name, contents):
    with zipfile.ZipFile(os.path.join(directory, name), "w", zipfile.ZIP_DEFLATED) as archive:
        for part, text in contents.items():
            archive.writestr(part, text)


def patched(name, change):
    """A sound spreadsheet whose bytes `change` spoils."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, text in parts(worksheet(FIRST)).items():
            archive.writestr(part, text)
    data = bytearray(buffer.getvalue())
    with open(os.path.join(directory, name), "wb") as file:
        file.write(change(data))


def entry(data, part):
    """Where the directory has the entry of a part."""
    position = data.rindex(b"PK\5\6")
    position = struct.unpack("<I", data[position + 16:position + 20])[0]
    while True:
        length, extra, comment = struct.unpack("<HHH", data[position + 28:position + 34])
        if data[position + 46:position + 46 + length] == part:
            return position
        position += 46 + length + extra + comment


def field(part, offset, value, form="<I"):
    def change(data):
        position = entry(data, part) + offset
        data[position:position + struct.calcsize(form)] = struct.pack(form, value)
        return data
    return change


def end_field(offset, value, form="<I"):
    def change(data):
        position = data.rindex(b"PK\5\6") + offset
        data[position:position + struct.calcsize(form)] = struct.pack(form, value)
        return data
    return change


SHEET = b"xl/sheet.xml"
write("bomb.xlsx", parts(worksheet(FIRST + " " * (40 << 20))))
patched("claims.xlsx", field(SHEET, 24, 0xFFFFFFF0))
patched("understated.xlsx", field(SHEET, 24, 20))
patched("overstated.xlsx", field(SHEET, 24, 5000))
patched("checksum.xlsx", field(SHEET, 16, 1))
patched("encrypted.xlsx", field(SHEET, 8, 1, "<H"))
patched("method.xlsx", field(SHEET, 10, 93, "<H"))
patched("offset.xlsx", field(SHEET, 42, 0x7FFFFFFF))
patched("directory.xlsx", end_field(12, 0x7FFFFFFF))
patched("directory_offset.xlsx", end_field(16, 0x7FFFFFFF))
patched("count.xlsx", end_field(10, 60000, "<H"))
patched("cut.xlsx", lambda data: data[:len(data) // 2])
patched("flipped.xlsx", lambda data: data.replace(b"PK\1\2", b"PK\1\3", 1))
write("no_workbook.xlsx", {"table.csv": "id,x\n1,2\n"})
write("no_sheet.xlsx", {k: v for k, v in parts("").items() if k != "xl/sheet.xml"})
write("entities.xlsx", parts('<!DOCTYPE s [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + worksheet("&b;")))
write("deep.xlsx", parts("<a>" * 10000))
write("tag.xlsx", parts("<worksheet a='" + "".join(f"{i:08d}" for i in range(600000))))
write("malformed.xlsx", parts("<worksheet><sheetData></worksheet>"))
write("string_number.xlsx", parts(worksheet(FIRST + '<row r="2"><c r="A2" t="s"><v>7</v></c></row>')))
write("string_length.xlsx", parts(worksheet(FIRST), f"<sst><si><t>{'a' * 200000}</t></si></sst>"))
write("cell_length.xlsx", parts(worksheet(FIRST + f'<row r="2"><c r="A2" t="str"><v>{"a" * 200000}</v></c></row>')))
write("row_order.xlsx", parts(worksheet(FIRST + '<row r="1"><c r="A1"><v>7</v></c></row>')))
write("row_number.xlsx", parts(worksheet(FIRST + '<row r="999999999"><c><v>7</v></c></row>')))
write("column_order.xlsx", parts(worksheet(FIRST + '<row r="2"><c r="B2"><v>7</v></c><c r="A2"><v>7</v></c></row>')))
write("column_number.xlsx", parts(worksheet('<row r="1"><c r="ZZZ1"><v>7</v></c></row>')))
write("beyond.xlsx", parts(worksheet(FIRST + '<row r="2"><c r="A2"><v>7</v></c><c r="D2"><v>7</v></c></row>')))
# A wide header and a great many rows with one cell each.
write("sparse.xlsx", parts(worksheet(
    '<row>' + ''.join(f'<c t="str"><v>c{i}</v></c>' for i in range(16000)) + '</row>'
    + '<row><c><v>1</v></c></row>' * 20000)))
# A few long texts, and many references to them.
write("amplified.xlsx", parts(worksheet(FIRST + "".join(
    '<row>' + '<c t="s"><v>0</v></c><c t="s"><v>0</v></c>' + '</row>' for _ in range(20000))),
    f"<sst><si><t>{'a' * 130000}</t></si></sst>"))
