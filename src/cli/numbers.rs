//! Numbers for people: few digits, with the unit.

/// Digits that are shown.
const DIGITS: i32 = 3;

/// Places after the point at which `value` shows three digits.
fn places(value: f64) -> usize {
    if value == 0.0 || !value.is_finite() {
        return 0;
    }
    let mut before = 1;
    let mut left = value.abs();
    while left >= 9.995 {
        left /= 10.0;
        before += 1;
    }
    while left < 0.9995 && before > -6 {
        left *= 10.0;
        before -= 1;
    }
    usize::try_from(DIGITS - before).unwrap_or(0)
}

/// A number with three digits.
pub(super) fn number(value: f64) -> String {
    format!("{value:.*}", places(value))
}

/// A value and its interval, all to the same place.
pub(super) fn with_interval(value: f64, interval: Option<(f64, f64)>) -> String {
    let places = places(value);
    match interval {
        Some((low, high)) => format!("{value:.places$} ({low:.places$} to {high:.places$})"),
        None => format!("{value:.places$} (one replication)"),
    }
}

/// A known value, and one with its interval beside it, all to the place to which the interval bears two digits.
pub(super) fn beside(known: f64, value: f64, interval: Option<(f64, f64)>) -> [String; 2] {
    match interval {
        Some((low, high)) if high > low => {
            let places = places((high - low) / 2.0).saturating_sub(1);
            let found = format!("{value:.places$} ({low:.places$} to {high:.places$})");
            [format!("{known:.places$}"), found]
        }
        _ => {
            let places = places(known).max(if known == value { 0 } else { places(value) });
            [format!("{known:.places$}"), format!("{value:.places$}")]
        }
    }
}

/// A change of `from` with its sign and its interval, with no more digits than the interval's half-width can bear, nor
/// more places than what has changed is shown with.
pub(super) fn change(value: f64, interval: Option<(f64, f64)>, from: Option<f64>) -> String {
    let most = from.filter(|from| *from != 0.0).map_or(usize::MAX, places);
    let Some((low, high)) = interval else {
        return format!("{} (one replication)", signed(value, places(value).min(most)));
    };
    if (low, high) == (0.0, 0.0) {
        return "0".to_owned();
    }
    // Two digits of the half-width; where there is none, the change is exact.
    let places =
        if high > low { places((high - low) / 2.0).saturating_sub(1) } else { places(value) }.min(most);
    format!("{} ({} to {})", signed(value, places), signed(low, places), signed(high, places))
}

/// A change of a share with its interval, in points of a hundred.
pub(super) fn points(value: f64, interval: Option<(f64, f64)>) -> String {
    let points = |share: f64| signed(share * 100.0, 1);
    match interval {
        Some((0.0, 0.0)) => "0".to_owned(),
        Some((low, high)) => format!("{} ({} to {})", points(value), points(low), points(high)),
        None => format!("{} (one replication)", points(value)),
    }
}

/// A number with its sign, which zero has not.
pub(super) fn signed(value: f64, places: usize) -> String {
    let text = format!("{value:+.places$}");
    if text.contains(|c| ('1'..='9').contains(&c)) { text } else { text[1..].to_owned() }
}

/// A share as a percentage.
pub(super) fn percent(share: f64) -> String {
    format!("{:.0}%", share * 100.0)
}

/// A share and its interval as percentages.
pub(super) fn percent_with_interval(share: f64, interval: Option<(f64, f64)>) -> String {
    match interval {
        Some((low, high)) => {
            format!("{:.0}% ({:.0} to {:.0})", share * 100.0, low * 100.0, high * 100.0)
        }
        None => format!("{:.0}% (one replication)", share * 100.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_digits() {
        let shown = [0.0, 0.0456, 0.5, 1.0, 5.9382, 9.996, 12.34, 123.4, 1234.0, -7.5].map(number);
        let expected = ["0", "0.0456", "0.500", "1.00", "5.94", "10.0", "12.3", "123", "1234", "-7.50"];
        assert_eq!(shown, expected);
    }

    #[test]
    fn changes_have_a_sign_and_the_places_of_their_interval() {
        assert_eq!(change(-1.2345, Some((-1.5, -0.97)), None), "-1.23 (-1.50 to -0.97)");
        assert_eq!(change(12.345, Some((-10.0, 34.7)), Some(5.0)), "+12 (-10 to +35)");
        assert_eq!(change(0.0011, Some((-0.0082, 0.0104)), Some(6.15)), "0.00 (-0.01 to +0.01)");
        assert_eq!(change(0.0011, Some((-0.0082, 0.0104)), Some(0.0)), "+0.0011 (-0.0082 to +0.0104)");
        assert_eq!(change(0.0, Some((0.0, 0.0)), Some(1.0)), "0");
        assert_eq!(change(2.0, Some((2.0, 2.0)), None), "+2.00 (+2.00 to +2.00)");
        assert_eq!(change(-0.5, None, Some(20.0)), "-0.5 (one replication)");
        assert_eq!(points(0.1234, Some((0.1, 0.15))), "+12.3 (+10.0 to +15.0)");
        assert_eq!(points(0.0, Some((0.0, 0.0))), "0");
        assert_eq!(points(0.03, Some((-0.0001, 0.06))), "+3.0 (0.0 to +6.0)");
    }

    #[test]
    fn what_is_known_has_the_places_of_the_interval() {
        assert_eq!(beside(4.0, 4.00312, Some((3.9903, 4.0160))), ["4.000", "4.003 (3.990 to 4.016)"]);
        assert_eq!(
            beside(0.4, 0.40044, Some((0.39961, 0.40127))),
            ["0.40000", "0.40044 (0.39961 to 0.40127)"]
        );
        assert_eq!(beside(16.0, 16.0, None), ["16.0", "16.0"]);
        assert_eq!(beside(3000.0, 3000.0, Some((3000.0, 3000.0))), ["3000", "3000"]);
    }

    #[test]
    fn intervals_have_the_places_of_the_value() {
        assert_eq!(with_interval(6.5546, Some((4.64, 8.468))), "6.55 (4.64 to 8.47)");
        assert_eq!(with_interval(12.0, None), "12.0 (one replication)");
        assert_eq!(percent_with_interval(0.512, Some((0.388, 0.635))), "51% (39 to 64)");
    }
}
