//! Words that every room of the house uses: numbers that prove themselves, dates that may be incomplete, the clock,
//! the act and the problem. Nothing here does input or output.

mod act;
mod clock;
mod numbers;
mod partial_date;
mod period;
mod problem;
mod random;

pub use act::{Act, Caller, Channel, Language, Level, Trace};
pub use clock::{Clock, Day, Moment};
pub use numbers::{Bsn, KvkNumber, NumberError, Oin, Rsin};
pub use partial_date::PartialDate;
pub use period::Period;
pub use problem::{InvalidParam, Problem};
pub use random::Random;
