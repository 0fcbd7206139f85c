//! Timestamps in the forms that exports use.

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};

use super::{
    Warning,
    loose::{Loose, Scalar},
};

/// 2000-01-01 and 2100-01-01 in Unix seconds: no assistant is older, no log from the future true.
const SANE: std::ops::Range<i64> = 946_684_800..4_102_444_800;

/// Numbers from here on are milliseconds (as seconds they would lie beyond the year 5000).
const MILLISECONDS_FROM: f64 = 1e11;
/// And from here on microseconds.
const MICROSECONDS_FROM: f64 = 1e14;

/// RFC 3339, date and time without an offset (taken as UTC), a date alone, or Unix seconds,
/// milliseconds or microseconds, as a number or as text.
pub(super) fn timestamp(value: &Loose<Scalar>) -> Result<Option<Timestamp>, Warning> {
    let time = match value {
        Loose::Absent => return Ok(None),
        Loose::Other | Loose::Is(Scalar::Bool(_)) => return Err(Warning::UnreadableTime),
        Loose::Is(Scalar::Integer(n)) => from_unix(*n as f64)?,
        Loose::Is(Scalar::Float(n)) => from_unix(*n)?,
        Loose::Is(Scalar::Text(text)) => match text.trim() {
            "" => return Ok(None),
            text => from_text(text)?,
        },
    };
    if SANE.contains(&time.as_second()) {
        Ok(Some(time))
    } else {
        Err(Warning::AbsurdTime)
    }
}

fn from_unix(n: f64) -> Result<Timestamp, Warning> {
    let milliseconds = match n.abs() {
        size if size < MILLISECONDS_FROM => n * 1e3,
        size if size < MICROSECONDS_FROM => n,
        _ => n / 1e3,
    };
    // A cast from f64 saturates, and what is out of jiff's range is an error: nothing can wrap.
    Timestamp::from_millisecond(milliseconds.round() as i64).map_err(|_| Warning::AbsurdTime)
}

fn from_text(text: &str) -> Result<Timestamp, Warning> {
    if let Ok(time) = text.parse::<Timestamp>() {
        return Ok(time);
    }
    if let Ok(number) = text.parse::<f64>() {
        return from_unix(number);
    }
    let without_zone = text.strip_suffix("UTC").unwrap_or(text).trim_end();
    without_zone
        .parse::<DateTime>()
        .and_then(|time| time.to_zoned(TimeZone::UTC))
        .map(|zoned| zoned.timestamp())
        .map_err(|_| Warning::UnreadableTime)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Result<Option<String>, Warning> {
        let value = Loose::Is(Scalar::Text(text.to_owned()));
        timestamp(&value).map(|time| time.map(|t| t.to_string()))
    }

    fn number(json: &str) -> Result<Option<String>, Warning> {
        let value = serde_json::from_str(json).unwrap();
        timestamp(&value).map(|time| time.map(|t| t.to_string()))
    }

    #[test]
    fn forms_that_exports_use() {
        let ten = Ok(Some("2018-04-01T10:00:00Z".to_owned()));
        for form in [
            "2018-04-01T10:00:00Z",
            "2018-04-01T12:00:00+02:00",
            "2018-04-01T10:00:00.000+00:00",
            "2018-04-01 10:00:00+00:00",
            "2018-04-01 10:00:00",
            "2018-04-01T10:00:00",
            "2018-04-01 10:00:00 UTC",
            " 2018-04-01 10:00 ",
            "1522576800",
            "1522576800.0",
        ] {
            assert_eq!(text(form), ten, "{form}");
        }
        for form in [
            "1522576800",
            "1522576800.0",
            "1522576800000",
            "1522576800000000",
        ] {
            assert_eq!(number(form), ten, "{form}");
        }
        assert_eq!(text("2018-04-01"), Ok(Some("2018-04-01T00:00:00Z".into())));
        assert_eq!(text(""), Ok(None));
        assert_eq!(number("null"), Ok(None));
    }

    #[test]
    fn absurd_and_unreadable_times_are_told_apart() {
        for form in [
            "-5",
            "0",
            "99999999999",
            "1e300",
            "-1e300",
            "18446744073709551615",
        ] {
            assert_eq!(number(form), Err(Warning::AbsurdTime), "{form}");
        }
        for form in ["1850-01-01", "3000-01-01T00:00:00Z", "-1", "inf", "NaN"] {
            assert_eq!(text(form), Err(Warning::AbsurdTime), "{form}");
        }
        for form in ["yesterday", "01/04/2018", "2018-13-01"] {
            assert_eq!(text(form), Err(Warning::UnreadableTime), "{form}");
        }
        assert_eq!(number("[1]"), Err(Warning::UnreadableTime));
    }
}
