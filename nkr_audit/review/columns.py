"""The columns of the audit data tables, and what two standards call what is nearest to them.

ISO 21378:2019 is named by module and table only: its contents are public, its fields are not. The
fields are those of the AICPA's Audit Data Standards (General Ledger Standard, July 2015).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from nkr_audit.text import Text


@dataclass(frozen=True, slots=True)
class Column:
    """A column. ``standard`` is the field of the AICPA's GL standard; empty: it is ours."""

    name: str
    kind: str
    text: Text
    standard: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table. ``module`` and ``standard`` are its module and table of ISO 21378; empty: none."""

    name: str
    module: str
    standard: str
    text: Text
    columns: tuple[Column, ...]

    def described(self) -> dict[str, Any]:
        """The table as the schema tells of it."""
        return {
            "file": f"{self.name}.csv",
            "iso21378": {"module": self.module, "table": self.standard},
            "text": self.text._asdict(),
            "columns": [
                {
                    "name": column.name,
                    "type": column.kind,
                    "aicpa_ads": column.standard,
                    "text": column.text._asdict(),
                }
                for column in self.columns
            ],
        }


def _of(standard: str, kind: str, sv: str, en: str, own: str = "") -> Column:
    return Column(own or standard, kind, Text(sv, en), standard)


def _own(name: str, kind: str, sv: str, en: str) -> Column:
    return Column(name, kind, Text(sv, en))


_BASE: Final = "Base"
_LEDGER: Final = "General Ledger"
_JOURNAL: Final = _of("Journal_ID", "text", "Verifikationens nummer", "The voucher's number")
_ACCOUNT: Final = _own("GL_Account", "text", "Kontot som i boken", "The account as in the book")
_NUMBER: Final = _of("GL_Account_Number", "text", "Kontonummer", "Account number")
_USER: Final = _own("User_ID", "text", "Användare", "User")
_PROJECT: Final = _own("Project_ID", "text", "Insats eller register", "Activity or register")
_SUPPLIER: Final = _own(
    "Supplier_ID", "text", "Organisationsnummer, annars namn", "Organisation number, else name"
)
_SUPPLIER_NAME: Final = _own("Supplier_Name", "text", "Motpart", "Counterparty")

TABLES: Final = (
    Table("chart_of_accounts", _BASE, "BAS_Chart_Of_Accounts",
          Text("Kontoplan", "Chart of accounts"), (
        _ACCOUNT, _NUMBER,
        _of("GL_Account_Name", "text", "Kontots namn", "Name of the account"),
        _of("Account_Type", "text", "assets, liabilities, equity, income eller expenses",
            "assets, liabilities, equity, income or expenses"),
        _own("Grant", "text", "Bidraget som kontot hör till", "The grant that the account is of"),
    )),
    Table("documents", "", "", Text("Underlag, en rad för varje verifikation det styrker",
                                "Documents, a row for each voucher proved"), (
        _own("Document_ID", "text", "Underlag", "Document"), _JOURNAL,
        _own("Document_Type", "text", "Typ", "Kind"), _PROJECT,
        _own("Date", "date", "Datum", "Date"),
        _own("Path", "text", "Filen, från mappen data; tom när den inte är med",
             "The file, from the folder data; empty when it is not there"),
        _own("SHA256", "text", "SHA-256 av filen", "SHA-256 of the file"),
        _own("SHA256_Stated", "text", "SHA-256 enligt boken", "SHA-256 by the book"),
        _own("Size", "integer", "Byte", "Bytes"),
        _own("Personal_Data", "boolean", "1: lönespecifikation eller anställningsavtal",
             "1: payslip or contract of employment"),
        _own("Left_Out", "text", "Varför filen inte är med", "Why the file is not there"),
    )),
    Table("journal_entries", _LEDGER, "", Text("Verifikationer", "Vouchers"), (
        _JOURNAL,
        _of("Effective_Date", "date", "Affärshändelsens dag", "Day of the event"),
        _of("Entered_Date", "date", "Registrerad", "Registered"),
        _of("Entered_By", "text", "Registrerad av", "Registered by"),
        _of("Approved_By", "text", "Attesterad av", "Attested by"),
        _SUPPLIER, _SUPPLIER_NAME,
        _own("Invoice_Number", "text", "Fakturanummer", "Invoice number"),
        _of("JE_Header_Description", "text", "Vad den avser", "What it concerns", "Description"),
        _own("Tags", "text", "Märkningar", "Tags"), _own("Links", "text", "Länkar", "Links"),
        _own("Corrects", "text", "Verifikationen som den rättar", "The voucher it corrects"),
        _of("Source", "text", "Filen den kom ur", "The file it came from"),
    )),
    Table("journal_lines", _LEDGER, "", Text("Rader", "Lines"), (
        _JOURNAL,
        _of("Journal_ID_Line_Number", "integer", "Rad", "Line", "Line_Number"),
        _ACCOUNT, _NUMBER,
        _of("Amount", "decimal", "Belopp, debet positivt", "Amount, debit positive"),
        _of("Amount_Currency", "text", "Valuta", "Currency", "Currency"),
        _own("Period_From", "date", "Kostnaden uppstod fr.o.m.", "The cost arose from"),
        _own("Period_To", "date", "Kostnaden uppstod t.o.m.", "The cost arose up to"),
        _own("Period_Source", "text", "Vad som avgör perioden: avser, reservering eller datum",
             "What tells the period: avser, reservering (accrual) or datum (date)"),
        _own("Register", "text", "Kvalitetsregister", "Quality register"), _PROJECT,
        _own("Purpose", "text", "Ändamål", "Purpose"),
        _own("Category", "text", "Kostnadsslag", "Cost category"),
        _own("Benefit", "text", "direkt eller indirekt", "direkt (direct) or indirekt (indirect)"),
    )),
    Table("periods", _BASE, "BAS_Accounting_Period", Text("Perioder", "Periods"), (
        _own("Period_ID", "text", "Period", "Period"),
        _own("Period_Type", "text", "bidrag: bidragsåret; rakenskapsar: räkenskapsår",
             "bidrag: the grant year; rakenskapsar: financial year"),
        _own("Begin_Date", "date", "Första dag", "First day"),
        _own("End_Date", "date", "Sista dag", "Last day"),
    )),
    Table("processing_log", "", "", Text("Behandlingshistorik", "Processing log"), (
        _own("Sequence", "integer", "Post", "Record"), _own("Time", "datetime", "Tid", "Time"),
        _USER, _own("Action", "text", "Åtgärd", "Act"),
        _own("Journal_IDs", "text", "Verifikationer", "Vouchers"),
        _own("Reason", "text", "Skäl", "Reason"), _own("Files", "text", "Filer", "Files"),
        _own("SHA256", "text", "SHA-256 av posten", "SHA-256 of the record"),
    )),
    Table("projects", _BASE, "BAS_Project",
          Text("Insatser och register", "Activities and registers"), (
        _PROJECT,
        _own("Project_Type", "text", "insats eller register", "insats (activity) or register"),
        _own("Project_Name", "text", "Namn", "Name"),
        _own("Purpose", "text", "Ändamål", "Purpose"),
        _own("Description", "text", "Vad den främjar; beviljat belopp",
             "What it furthers; amount granted"),
    )),
    Table("suppliers", _BASE, "BAS_Supplier", Text("Motparter", "Counterparties"), (
        _SUPPLIER, _SUPPLIER_NAME,
        _own("Organisation_Number", "text", "Organisationsnummer", "Organisation number"),
        _own("Vouchers", "integer", "Antal verifikationer", "Number of vouchers"),
    )),
    Table("users", _BASE, "BAS_User", Text("Användare", "Users"), (
        _USER, _own("Entered", "integer", "Registrerade", "Registered"),
        _own("Approved", "integer", "Attesterade", "Attested"),
        _own("Logged", "integer", "Poster i behandlingshistoriken", "Records of the log"),
    )),
)  # fmt: skip
