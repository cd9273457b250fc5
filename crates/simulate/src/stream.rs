//! The events of a newsroom, one after another.

use std::collections::VecDeque;

use tiraj_model::{Event, Site};

use crate::attention::Attention;
use crate::bot;
use crate::draw::Dice;
use crate::page::Pages;
use crate::schedule::Slot;
use crate::visit::Visit;

/// An iterator over the events; holds one hour's interests and the rest of one visit, whatever their number.
#[derive(Debug)]
pub(crate) struct Stream<'a> {
    site: &'a Site,
    pages: &'a Pages,
    /// The current hour and those to come.
    slots: &'a [Slot],
    /// How many events of the current hour were given.
    given: u64,
    /// How many are left in all hours.
    left: u64,
    /// Nothing happens at or after it.
    end: i64,
    attention: Attention,
    /// What else happens in the visit that was begun last.
    pending: VecDeque<Event>,
    dice: Dice,
}

impl<'a> Stream<'a> {
    pub(crate) fn new(site: &'a Site, pages: &'a Pages, slots: &'a [Slot], end: i64, dice: Dice) -> Self {
        let left = slots.iter().map(|slot| slot.events).sum();
        let mut attention = Attention::default();
        if let Some(slot) = slots.first() {
            attention.turn_to(&slot.hour, pages);
        }
        Self { site, pages, slots, given: 0, left, end, attention, pending: VecDeque::new(), dice }
    }

    /// The hour of the next event, with its interests.
    fn turn_to_open_slot(&mut self) -> Option<&'a Slot> {
        while let Some((slot, later)) = self.slots.split_first() {
            if self.given < slot.events {
                return Some(slot);
            }
            self.slots = later;
            self.given = 0;
            if let Some(next) = later.first().filter(|next| next.events > 0) {
                self.attention.turn_to(&next.hour, self.pages);
            }
        }
        None
    }

    fn next_of_a_visit(&mut self, slot: &Slot) -> Event {
        if let Some(event) = self.pending.pop_front() {
            return event;
        }
        let choice = self.attention.draw(self.pages, &mut self.dice);
        let mut visit = Visit::begin(self.site, slot, choice, &mut self.dice);
        let first = visit.view();
        self.pending.extend(visit.read(&mut self.dice));
        while visit.goes_on(&mut self.dice) {
            let choice = self.attention.draw_in(visit.lang(), self.pages, &mut self.dice);
            self.pending.push_back(visit.open(choice.page, &mut self.dice));
            self.pending.extend(visit.read(&mut self.dice));
        }
        let end = self.end;
        self.pending.retain(|event| event.time.as_millisecond() < end);
        first
    }
}

impl Iterator for Stream<'_> {
    type Item = Event;

    fn next(&mut self) -> Option<Event> {
        let slot = self.turn_to_open_slot()?;
        self.given += 1;
        self.left -= 1;
        Some(if slot.draws_bot(&mut self.dice) {
            bot::visit(self.site, slot, self.pages, &mut self.dice)
        } else {
            self.next_of_a_visit(slot)
        })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        // Where a usize is too small for the count, so is the machine.
        let left = usize::try_from(self.left).unwrap_or(usize::MAX);
        (left, Some(left))
    }
}

impl ExactSizeIterator for Stream<'_> {}
