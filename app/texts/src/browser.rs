//! Browsers and systems, as people call them.

use model::browser::{BrowserProgram, System};

use crate::Texts;

impl Texts {
    /// "Firefox on Windows". Only words of our own, whatever `user_agent` holds.
    #[must_use]
    pub fn browser(self, user_agent: &str) -> String {
        let program = BrowserProgram::from_user_agent(user_agent).map(|BrowserProgram(name)| name);
        let system = System::from_user_agent(user_agent).map(|system| match system {
            System::Windows => "Windows",
            System::IPhone => self.browser_iphone(),
            System::IPad => self.browser_ipad(),
            System::Android => "Android",
            System::ChromeOs => "ChromeOS",
            System::Mac => self.browser_mac(),
            System::Linux => "Linux",
        });
        match (program, system) {
            (Some(program), Some(system)) => self.browser_on(program, system),
            (Some(program), None) => program.to_owned(),
            (None, Some(system)) => self.browser_unknown_on(system),
            (None, None) => self.browser_unknown().to_owned(),
        }
    }
}
