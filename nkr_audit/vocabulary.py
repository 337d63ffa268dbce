"""The ledger's vocabulary: metadata keys, tags and enumerated values, each written once.

Keys, tags and links are ASCII because Beancount demands it. What a programme allows of these
stands in its TOML; here is only what the words are.
"""

from __future__ import annotations

from typing import Final

# Declarations (custom directives) and their metadata.
GRANT: Final = "nkr-bidrag"
REGISTER: Final = "nkr-register"
ACTIVITY: Final = "nkr-insats"
EVENT: Final = "nkr-handelse"

# Kinds of events that the rules know.
OMBUD: Final = "ombud"
REQUISITION: Final = "rekvisition"
CLOSING: Final = "bokslut"
REOPENED: Final = "oppnad"
FORM_RECEIVED: Final = "formular"
REPORTED: Final = "aterrapport"
REVIEW_ASKED: Final = "granskning"
REVIEW_ANSWERED: Final = "granskning-svar"

# Tags on transactions.
TAG_RECEIPT: Final = "utbetalning"
TAG_ACCRUAL: Final = "reservering"
TAG_RELEASE: Final = "upplosning"
TAG_CORRECTION: Final = "rattelse"
TAG_INCOME: Final = "intaktsforing"
TAG_REPAYMENT: Final = "aterbetalning"

# Metadata on transactions and postings.
VOUCHER: Final = "verifikation"
PERIOD: Final = "avser"
CORRECTS: Final = "rattar"
DEVIATION: Final = "avvikelse"
PASSED_ON: Final = "formedlat-till"
SOURCE_FILE: Final = "kalla"

# A value to be filled in later.
FIXME: Final = "FIXME"

DIRECT: Final = "direkt"
INDIRECT: Final = "indirekt"
BENEFITS: Final = frozenset({DIRECT, INDIRECT})

# Money a programme hands out, by whose it is.
MONEY_STATE: Final = "stat"
MONEY_REGION: Final = "region"

PURPOSES: Final = frozenset({
    "it", "statistik", "tillganglighet", "juridik", "statlig-uppfoljning",
    "forskning-tillgangliggorande", "life-science",
    "kunskapsutveckling", "innehallsutveckling", "anvandning",
})  # fmt: skip

CATEGORIES: Final = frozenset({
    "lon", "lonebikostnader", "it-tjanster", "forvaltningstjanster", "administrativa-tjanster",
    "statistik-arsrapport", "resor", "konferens", "ovriga-externa", "rc-rcc", "overhead",
    "forskning", "individuell-bedomning", "drift-forvaltning", "egen-anvandning",
})  # fmt: skip

# Who pays (finansiar), and in what form. SPONSORS may buy services but not sponsor or donate.
FINANCIER_STATE: Final = "statsbidrag"
COMPANIES: Final = frozenset({"industri", "foretag", "life-science"})
SPONSORS: Final = COMPANIES | {"forening"}
FINANCIERS: Final = SPONSORS | {
    FINANCIER_STATE, "regionmedel", "myndighet", "kommun", "ovrigt",
}  # fmt: skip
FORM_SERVICE: Final = "tjanst"
FORMS_OF_GIFT: Final = frozenset({"sponsring", "donation"})
FORMS_OF_INCOME: Final = FORMS_OF_GIFT | {FORM_SERVICE, "bidrag"}

# How a programme prices the services that companies buy.
PRICE_SELF_COST: Final = "sjalvkostnad"
PRICE_BUSINESS: Final = "affarsmassigt"

DOCUMENT_KINDS: Final = frozenset({
    "faktura", "lonespecifikation", "anstallningsavtal", "insats", "leverans", "fordelning",
    "avtal", "beslut", "ovrigt",
})  # fmt: skip
DECISION: Final = "beslut"
AGREEMENT: Final = "avtal"
