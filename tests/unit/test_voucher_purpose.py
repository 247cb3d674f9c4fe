"""Every kind of voucher is declared once, and all that is asked of one has an answer."""

from saleor_push_plugin.core.voucher_purpose import VoucherPurpose
from saleor_push_plugin.dashboard import fields
from saleor_push_plugin.scenarios import SCENARIOS
from saleor_push_plugin.shop import vouchers
from tests.golden_files import ROOT


def test_every_kind_of_voucher_has_a_field_and_a_prefix_of_its_own() -> None:
    named = {name for name in fields.FIELDS if name.endswith("_voucher")}
    assert named == {kind.field for kind in VoucherPurpose}
    assert vouchers.PREFIXES.keys() == set(VoucherPurpose)
    assert len(set(vouchers.PREFIXES.values())) == len(VoucherPurpose)


def test_every_kind_of_voucher_is_given_away() -> None:
    scenarios = (ROOT / "saleor_push_plugin" / "scenarios").glob("*.py")
    texts = [path.read_text(encoding="utf-8") for path in scenarios]
    given = {
        kind for kind in VoucherPurpose if any(f"VoucherPurpose.{kind.name}" in t for t in texts)
    }
    assert given == set(VoucherPurpose)
    assert (
        SCENARIOS["loyalty"].voucher_purpose(SCENARIOS["loyalty"].sample) is VoucherPurpose.LOYALTY
    )
