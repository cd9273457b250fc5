//! What editors call the closed sets' members.

use tiraj_model::{Channel, ShareNetwork};

/// The shown name of a share network; a name outside the closed set is shown as it is.
pub(crate) fn network(name: &str) -> String {
    let Ok(network) = name.parse::<ShareNetwork>() else { return name.to_owned() };
    match network {
        ShareNetwork::Facebook => "Facebook",
        ShareNetwork::X => "X",
        ShareNetwork::Telegram => "Telegram",
        ShareNetwork::Whatsapp => "WhatsApp",
        ShareNetwork::Linkedin => "LinkedIn",
        ShareNetwork::Vk => "VK",
        ShareNetwork::Ok => "Odnoklassniki",
        ShareNetwork::Viber => "Viber",
        ShareNetwork::Instagram => "Instagram",
        ShareNetwork::Youtube => "YouTube",
        ShareNetwork::Email => "Email",
        ShareNetwork::CopyLink => "Link copied",
        ShareNetwork::CopyText => "Text copied",
        ShareNetwork::Print => "Printed",
        ShareNetwork::Native => "Device's share menu",
        ShareNetwork::Other => "Other",
    }
    .to_owned()
}

/// The shown name of a channel; a name outside the closed set is shown as it is.
pub(crate) fn channel(name: &str) -> String {
    let Ok(channel) = name.parse::<Channel>() else { return name.to_owned() };
    match channel {
        Channel::Direct => "Direct",
        Channel::Search => "Search",
        Channel::Social => "Social networks",
        Channel::Messaging => "Messengers",
        Channel::News => "News aggregators",
        Channel::Ai => "AI assistants",
        Channel::Newsletter => "Newsletter",
        Channel::Internal => "Own pages",
        Channel::Campaign => "Campaigns",
        Channel::Referral => "Other sites",
    }
    .to_owned()
}

/// The shown name of a kind of device; one outside the closed set is shown as it is.
pub(crate) fn device(name: &str) -> String {
    match name {
        "" => "Not known",
        "desktop" => "Computer",
        "mobile" => "Phone",
        "tablet" => "Tablet",
        "tv" => "Television",
        other => other,
    }
    .to_owned()
}

/// The shown name of a section; pages outside every section have an empty one.
pub(crate) fn section(name: &str) -> String {
    if name.is_empty() { "No section".to_owned() } else { name.to_owned() }
}
