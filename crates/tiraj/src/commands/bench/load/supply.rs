//! Admitted events without end.

use jiff::Timestamp;
use tiraj_collector::admission::{Admission, Sender, Trust};
use tiraj_collector::wire;
use tiraj_model::{Clock, Event, EventId, SystemClock};

use super::super::material;

/// Events that are repeated under new ids.
const DISTINCT: usize = 8 * material::PAGES;

/// Gives events as readers send them, each with an id of its own and of the present moment.
pub(super) struct Supply {
    events: Vec<Event>,
    given: u64,
}

impl Supply {
    /// Admits the events that are repeated.
    pub(super) fn new(admission: &Admission) -> anyhow::Result<Self> {
        let mut events = Vec::with_capacity(DISTINCT);
        for nth in 0..DISTINCT {
            let sender = reader(nth, SystemClock.now());
            for raw in wire::native::read_batch(material::event(nth).to_string().as_bytes(), false)? {
                events.push(admission.admit(raw?, &sender)?);
            }
        }
        Ok(Self { events, given: 0 })
    }

    pub(super) fn take(&mut self, count: usize) -> Vec<Event> {
        let now = SystemClock.now();
        (0..count).map(|_| self.next(now)).collect()
    }

    fn next(&mut self, now: Timestamp) -> Event {
        let event = self.events[self.given as usize % self.events.len()].clone();
        self.given += 1;
        let id = EventId::new(&event.site, &self.given.to_le_bytes());
        Event { id: Some(id), time: now, ..event }
    }
}

fn reader(nth: usize, now: Timestamp) -> Sender {
    Sender {
        ip: Some([10, 0, (nth >> 8) as u8, nth as u8].into()),
        user_agent: Some(material::agent(nth).to_owned()),
        languages: "az,ru;q=0.8".to_owned(),
        origin: format!("https://{}", material::SITE),
        received_at: now,
        unlinked: false,
        trust: Trust::Stranger,
    }
}
