//! The program: HTTP, configuration and commands. It decides nothing about accounts; it wires.

mod assets;
mod body;
mod branding;
pub mod cli;
pub mod config;
mod confirmation;
mod connections;
mod downloads;
mod forms;
mod health;
mod layers;
mod login_screen;
mod mail_link;
mod metrics;
mod refusal;
mod render;
mod router;
pub mod serve;
mod shutdown;
mod state;
pub mod telemetry;
mod uploads;
mod user_files;
mod workers;
