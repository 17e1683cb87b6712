"""Opens tables and workbooks with LibreOffice, pandas and DuckDB, holds every cell against the file, and prints the result."""

import csv
import datetime
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections import Counter, defaultdict
from pathlib import Path

import duckdb
import openpyxl
import pandas

OUT, PLACE, VERSION = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]

# Separator of cells and decimal sign of a dialect, and the locales in which its files are opened by a double click.
DIALECTS = {"rfc4180": (",", ".", ["en-US"]), "excel-eu": (";", ",", ["de-DE", "ru-RU"])}
LOCALES = ["en-US", "de-DE", "ru-RU"]
EPOCH = datetime.datetime(1899, 12, 30)
DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d:\d\d)?")
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def meaning(text, decimal):
    """What a cell of a CSV file is: empty, a number, a date or a text."""
    if text == "":
        return None
    if re.fullmatch(rf"-?\d+(?:{re.escape(decimal)}\d+)?", text):
        return float(text.replace(decimal, "."))
    if DATE.fullmatch(text):
        return datetime.datetime.fromisoformat(text)
    return text


def read(path, dialect):
    """Header and rows of a CSV file, as texts."""
    separator = DIALECTS[dialect][0]
    with open(path, newline="", encoding="utf-8-sig") as file:
        rows = list(csv.reader(file, delimiter=separator))
    return rows[0], rows[1:]


def tables(dialect):
    """The CSV files of a dialect, with names that tell them apart."""
    root = OUT / dialect
    return {"__".join(path.relative_to(root).parts): path for path in sorted(root.rglob("*.csv"))}


def workbooks():
    root = OUT / "rfc4180"
    return {"__".join(path.relative_to(root).parts): path for path in sorted(root.rglob("*.xlsx"))}


def convert(files, locale, options, name):
    """Opens files in LibreOffice under a locale, without a window, and saves what it took them for."""
    profile, source, target = (PLACE / f"{name}-{part}" for part in ("profile", "source", "target"))
    (profile / "user").mkdir(parents=True)
    source.mkdir()
    (profile / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><item oor:path="/org.openoffice.Setup/L10N">'
        f'<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>{locale}</value></prop></item></oor:items>\n'
    )
    copies = []
    for label, path in files.items():
        copies.append(source / label)
        shutil.copy(path, copies[-1])
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{profile}"]
    if options:
        command.append(f"--infilter=CSV:{options}")
    command += ["--convert-to", "fods", "--outdir", str(target)]
    for at in range(0, len(copies), 40):
        subprocess.run(command + copies[at : at + 40], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return {label: target / (Path(label).stem + ".fods") for label in files}


def opened(path):
    """The sheets of a file as LibreOffice has it, with their rows; and how many formulas it has."""
    sheets, formulas, rows = {}, 0, None
    for event, element in ElementTree.iterparse(path, events=("start", "end")):
        formulas += event == "end" and element.get(TABLE + "formula") is not None
        # A chart has a table of its own.
        if event == "start" and element.tag == TABLE + "table" and element.get(TABLE + "name") != "local-table":
            rows = sheets[element.get(TABLE + "name")] = []
        elif event == "start" and element.tag == TABLE + "table":
            rows = None
        elif event == "end" and element.tag == TABLE + "table-row" and rows is not None:
            row = []
            for cell in element:
                if cell.tag not in (TABLE + "table-cell", TABLE + "covered-table-cell"):
                    continue
                times = int(cell.get(TABLE + "number-columns-repeated", "1"))
                row.extend([value(cell)] * (times if times < 1000 else 1))
            while row and row[-1] is None:
                row.pop()
            times = int(element.get(TABLE + "number-rows-repeated", "1"))
            if row or times == 1:
                rows.extend([row] * times)
            element.clear()
    for rows in sheets.values():
        while rows and not rows[-1]:
            rows.pop()
    return sheets, formulas


def value(cell):
    kind = cell.get(OFFICE + "value-type")
    if kind is None:
        return None
    if kind == "float":
        return float(cell.get(OFFICE + "value"))
    if kind == "date":
        return datetime.datetime.fromisoformat(cell.get(OFFICE + "date-value").split(".")[0])
    if kind == "string":
        # Notes on headers are paragraphs too, of an annotation.
        lines = [words(line) for line in cell if line.tag == TEXT + "p"]
        return "\n".join(lines)
    return (kind, "".join(cell.itertext()))


def words(element):
    """Text of a paragraph, in which blanks and tabs may be elements."""
    text = element.text or ""
    for part in element:
        if part.tag == TEXT + "s":
            text += " " * int(part.get(TEXT + "c", "1"))
        elif part.tag == TEXT + "tab":
            text += "\t"
        elif part.tag == TEXT + "line-break":
            text += "\n"
        else:
            text += words(part)
        text += part.tail or ""
    return text


def same(found, wanted):
    if isinstance(wanted, float) and isinstance(found, float):
        # LibreOffice saves 14 digits or more.
        return abs(found - wanted) <= 1e-13 * abs(wanted)
    if isinstance(wanted, datetime.datetime) and isinstance(found, datetime.datetime):
        # A spreadsheet's date is a number of days, rounded in its last digits.
        return abs((found - wanted).total_seconds()) < 1
    return found == wanted


class Check:
    """What one way of opening files has given."""

    def __init__(self):
        self.files, self.cells, self.formulas, self.wrong = 0, Counter(), 0, []

    def table(self, label, sheet, header, rows, decimal, plain=False):
        """Holds a sheet against the texts of its file; `plain` if an apostrophe before a formula is not to be there."""
        if len(sheet) != len(rows) + 1 and rows:
            self.wrong.append(f"{label}: {len(sheet)} rows for {len(rows) + 1}")
        for number, (found, texts) in enumerate(zip(sheet, [header] + rows)):
            found = list(found) + [None] * (len(texts) - len(found))
            for column, (cell, text) in enumerate(zip(found, texts)):
                wanted = meaning(text, decimal) if number else text
                if plain and isinstance(wanted, str):
                    wanted = wanted.removeprefix("'")
                # In a workbook names that look like numbers are texts.
                name = plain and cell == text
                self.cells[type(wanted).__name__] += 1
                if not (same(cell, wanted) or name):
                    self.wrong.append(f"{label}, row {number + 1}, {header[column]}: {cell!r} for {text!r}")

    def row(self, way):
        cells = self.cells
        return (
            f"| {way} | {self.files} | {cells['float']} | {cells['datetime']} | {cells['str']} | {self.formulas} "
            f"| {len(self.wrong)} |"
        )


def in_libreoffice(dialect, locale, options, name):
    check, files = Check(), tables(dialect)
    for label, path in convert(files, locale, options, name).items():
        check.files += 1
        sheets, formulas = opened(path)
        check.formulas += formulas
        header, rows = read(files[label], dialect)
        check.table(label, next(iter(sheets.values())), header, rows, DIALECTS[dialect][1])
    return check


def workbook_in_libreoffice(locale):
    check, files = Check(), workbooks()
    for label, path in convert(files, locale, None, f"book-{locale}").items():
        check.files += 1
        sheets, formulas = opened(path)
        check.formulas += formulas
        against_tables(check, label, files[label], sheets)
    return check


def against_tables(check, label, book, sheets):
    expected = {path.stem for path in book.parent.glob("*.csv")} - {"events"}
    if set(sheets) != expected | {"overview"}:
        check.wrong.append(f"{label}: sheets {sorted(sheets)}")
    for name in sorted(expected & set(sheets)):
        header, rows = read(book.parent / f"{name}.csv", "rfc4180")
        check.table(f"{label} {name}", sheets[name], header, rows, ".", plain=True)


def workbook_in_openpyxl():
    check = Check()
    for label, path in workbooks().items():
        check.files += 1
        book = openpyxl.load_workbook(path, read_only=False)
        sheets = {}
        for sheet in book.worksheets:
            rows = sheets[sheet.title] = []
            for row in sheet.iter_rows():
                check.formulas += sum(cell.data_type == "f" for cell in row)
                cells = [cell.value for cell in row]
                rows.append([float(cell) if isinstance(cell, int) else cell for cell in cells])
        against_tables(check, label, path, sheets)
    return check


def kinds(header, rows, decimal):
    """What each column of a file holds: numbers, dates or texts, and nothing in those that are empty throughout."""
    kinds = {}
    for column, name in enumerate(header):
        values = [meaning(row[column], decimal) for row in rows]
        found = {type(value).__name__ for value in values if value is not None}
        kinds[name] = found.pop() if len(found) == 1 else "str" if found else None
    return kinds


def in_pandas(dialect):
    check = Check()
    separator, decimal, _ = DIALECTS[dialect]
    for label, path in tables(dialect).items():
        check.files += 1
        header, rows = read(path, dialect)
        expected = kinds(header, rows, decimal)
        dates = [name for name, kind in expected.items() if kind == "datetime"]
        frame = pandas.read_csv(path, sep=separator, decimal=decimal, parse_dates=dates, encoding="utf-8-sig",
                                keep_default_na=False, na_values=[""])
        columns(check, label, frame, expected, len(rows))
    return check


def workbook_in_pandas():
    check = Check()
    for label, path in workbooks().items():
        check.files += 1
        for name, frame in pandas.read_excel(path, sheet_name=None, keep_default_na=False, na_values=[""]).items():
            if name != "overview":
                header, rows = read(path.parent / f"{name}.csv", "rfc4180")
                columns(check, f"{label} {name}", frame, kinds(header, rows, "."), len(rows), names=True)
    return check


def columns(check, label, frame, expected, rows, names=False):
    if len(frame) != rows or list(frame.columns) != list(expected):
        check.wrong.append(f"{label}: {len(frame)} rows for {rows}, or other columns")
        return
    for name, kind in expected.items():
        found = frame[name].dtype
        check.cells[kind] += rows if kind else 0
        fits = {
            "float": pandas.api.types.is_numeric_dtype(found),
            "datetime": pandas.api.types.is_datetime64_any_dtype(found),
        }.get(kind, True)
        # In a workbook names that look like numbers are texts.
        if not fits and not (names and all(isinstance(value, str) for value in frame[name].dropna())):
            check.wrong.append(f"{label}, {name}: {found} for {kind}")


def in_duckdb(dialect):
    check = Check()
    separator, decimal, _ = DIALECTS[dialect]
    more = "" if dialect == "rfc4180" else f", delim='{separator}', decimal_separator='{decimal}'"
    for label, path in tables(dialect).items():
        check.files += 1
        header, rows = read(path, dialect)
        if not rows:
            # Without rows nothing tells the header from a row.
            more_here = more + ", header=true"
        else:
            more_here = more
        source = f"read_csv_auto('{path}', sample_size=-1{more_here})"
        described = duckdb.sql(f"DESCRIBE SELECT * FROM {source}").fetchall()
        count = duckdb.sql(f"SELECT count(*) FROM {source}").fetchall()[0][0]
        if count != len(rows) or [row[0] for row in described] != header:
            check.wrong.append(f"{label}: {count} rows for {len(rows)}, or other columns")
            continue
        for (name, found, *_), kind in zip(described, kinds(header, rows, decimal).values()):
            check.cells[kind] += count if kind else 0
            fits = {
                "float": found in ("BIGINT", "DOUBLE", "INTEGER", "HUGEINT"),
                "datetime": found.startswith("TIMESTAMP") or found == "DATE",
            }.get(kind, True)
            if not fits:
                check.wrong.append(f"{label}, {name}: {found} for {kind}")
    return check


def main():
    ways = []
    for dialect, (separator, _, locales) in DIALECTS.items():
        for locale in locales:
            # Separator, quotes and UTF-8, all else as it comes.
            way = f"LibreOffice, {dialect}, {locale}"
            ways.append((way, in_libreoffice(dialect, locale, f"{ord(separator)},34,76", f"{dialect}-{locale}")))
    for locale in LOCALES:
        ways.append((f"LibreOffice, workbook, {locale}", workbook_in_libreoffice(locale)))
    ways.append(("openpyxl, workbook", workbook_in_openpyxl()))
    for dialect in DIALECTS:
        ways.append((f"pandas, {dialect}", in_pandas(dialect)))
    ways.append(("pandas, workbook", workbook_in_pandas()))
    for dialect in DIALECTS:
        ways.append((f"DuckDB, {dialect}", in_duckdb(dialect)))

    aside = []
    for dialect, locale, options, way in [
        ("rfc4180", "en-US", "44,34,76,1,,0,false,false", "rfc4180, en-US, without detecting special numbers"),
        ("excel-eu", "de-DE", "59,34,76,1,,0,false,false", "excel-eu, de-DE, without detecting special numbers"),
        ("rfc4180", "de-DE", "44,34,76", "rfc4180, de-DE"),
        ("excel-eu", "en-US", "59,34,76", "excel-eu, en-US"),
    ]:
        aside.append((way, in_libreoffice(dialect, locale, options, "aside-" + way.replace(", ", "-").replace(" ", "-"))))
    report(ways, aside)
    failed = any(check.wrong or check.formulas for _, check in ways)
    for way, check in ways:
        for line in check.wrong[:20]:
            print(f"{way}: {line}", file=sys.stderr)
    sys.exit(1 if failed else 0)


def report(ways, aside):
    office = subprocess.run(["soffice", "--version"], capture_output=True, text=True).stdout.split()
    versions = f"LibreOffice {office[1]}, pandas {pandas.__version__}, openpyxl {openpyxl.__version__}, DuckDB {duckdb.__version__}"
    files = sum(check.files for _, check in ways)
    cells = sum(sum(count for kind, count in check.cells.items() if kind and kind != "NoneType") for _, check in ways)
    formulas = sum(check.formulas for _, check in ways)
    wrong = sum(len(check.wrong) for _, check in ways)
    notes = (Path(__file__).parent / "notes.md").read_text()
    day = datetime.date.today()
    print(f"""# Tables opened where people open them

Measured {day} with `tests/spreadsheets/open.sh PROGRAM`. {VERSION}; {versions}.

{files} files opened, {cells} cells held against the file, {formulas} formulas, {wrong} cells that are not what the file says.

| opened in | files | numbers | dates | texts | formulas | wrong |
|---|---:|---:|---:|---:|---:|---:|""")
    for way, check in ways:
        print(check.row(way))
    print("""
Not asked for, only told: files in a locale that they are not made for, and dates where LibreOffice is told not to look for any.

| opened in LibreOffice | files | numbers | dates | texts | formulas | other than the file says |
|---|---:|---:|---:|---:|---:|---:|""")
    for way, check in aside:
        print(check.row(way))
    print("\n" + notes, end="")


main()
