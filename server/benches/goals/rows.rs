//! What is measured, and against what.

use accounts::clock::Stopwatch;
use argon2::{Algorithm, Argon2, Block, Params, Version};
use std::time::Duration;

use crate::bare::Bare;
use crate::load::{Connection, flood, get, log_in, paced};
use crate::program::{House, PASSWORD, Program, milliseconds};
use crate::table::Table;

const WRONG: &str = "some wrong password";
/// Of the default cost: what a buffer takes, in MB.
const BUFFER: f64 = 19_456.0 * 1.024 / 1000.0;
/// Who log in, and who flood.
const CLIENTS: usize = 64;

fn threads() -> usize {
    std::thread::available_parallelism().map_or(2, usize::from)
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// The value below which 99 of 100 are, in milliseconds.
fn p99(sorted: &[u64]) -> f64 {
    milliseconds(sorted[sorted.len() * 99 / 100])
}

/// From the start of the process to the first page, on an empty database.
pub(crate) async fn start(table: &mut Table) {
    let mut times: Vec<_> = (0..5).map(|_| House::start_time()).collect();
    let longest = times.iter().copied().fold(0.0, f64::max);
    let what = "start to first page, empty database";
    let figure = median(&mut times);
    table.most(
        what,
        figure,
        300.0,
        " ms",
        format!("median of 5; longest {longest:.0} ms"),
    );
}

/// `GET /login` against a bare axum handler that answers with the same headers and bytes, by turns.
pub(crate) async fn pages(table: &mut Table) {
    const TIME: Duration = Duration::from_secs(2);
    let program = House::new_with_administrator();
    let answer = Connection::open(&program.1.address)
        .await
        .send(&get("/login", COOKIE))
        .await;
    let dated = |(name, _): &(String, String)| !["date", "content-length"].contains(&name.as_str());
    let headers: Vec<_> = answer
        .headers
        .iter()
        .filter(|header| dated(header))
        .cloned()
        .collect();
    let body = String::from_utf8(answer.body).unwrap();
    let bare = Bare::start(&headers, &body);
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..5 {
        for (address, rates) in [
            (&program.1.address, &mut ours),
            (&bare.address, &mut theirs),
        ] {
            let done = flood(address, 16, TIME, |_, _| get("/login", COOKIE)).await;
            assert_eq!(done.statuses.len(), 1, "{:?}", done.statuses);
            rates.push(done.rate(200));
        }
    }
    let (ours, theirs) = (median(&mut ours), median(&mut theirs));
    let what = "GET /login: pages a second / a bare handler's";
    table.least(
        what,
        ours / theirs,
        0.5,
        format!("{ours:.0}/s and {theirs:.0}/s, {} bytes", body.len()),
    );
}

/// A browser that has been here before.
const COOKIE: &str = "cookie: latchkey-report=ABCD-EFGH\r\nuser-agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r\n";

/// Right logins a second against threads that do nothing but hash, by turns.
pub(crate) async fn logins(table: &mut Table) {
    const TIME: Duration = Duration::from_secs(4);
    let (house, program) = House::new_with_administrator();
    for number in 0..8 {
        house.add(&format!("user{number}"), "user");
    }
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..3 {
        let done = flood(&program.address, 32, TIME, |client, number| {
            log_in(
                &format!("user{}", client % 8),
                PASSWORD,
                client << 16 | number,
            )
        });
        let done = done.await;
        assert_eq!(done.statuses.len(), 1, "{:?}", done.statuses);
        ours.push(done.rate(303));
        theirs.push(hashes(TIME));
    }
    let (ours, theirs) = (median(&mut ours), median(&mut theirs));
    let what = "right logins a second / hashes of bare argon2";
    let measured = format!(
        "{ours:.1}/s and {theirs:.1}/s, 32 clients, {} threads",
        threads()
    );
    table.least(what, ours / theirs, 0.95, measured);
}

/// How many a second as many threads make as the server has for it, each with a buffer that it uses again.
#[allow(clippy::cast_precision_loss, reason = "it is rounded anyway")]
fn hashes(time: Duration) -> f64 {
    let watch = Stopwatch::start();
    let work = move || {
        let mut buffer = vec![Block::default(); 19_456];
        let params = Params::new(19_456, 2, 1, Some(32)).unwrap();
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let mut done = 0_u64;
        while u128::from(watch.microseconds()) < time.as_micros() {
            let mut output = [0; 32];
            let (password, salt) = (PASSWORD.as_bytes(), &[7; 16]);
            argon2
                .hash_password_into_with_memory(password, salt, &mut output, &mut buffer)
                .unwrap();
            done += 1;
        }
        done
    };
    let threads: Vec<_> = (0..threads()).map(|_| std::thread::spawn(work)).collect();
    let done: u64 = threads
        .into_iter()
        .map(|thread| thread.join().unwrap())
        .sum();
    done as f64 / (milliseconds(watch.microseconds()) / 1000.0)
}

/// An attempt at a locked name against one that is looked at.
pub(crate) async fn locked(table: &mut Table) {
    let (_house, program) = House::new_with_administrator();
    let mut connection = Connection::open(&program.address).await;
    for number in 0..10 {
        connection.send(&log_in("locked", WRONG, number)).await;
    }
    let (mut turned_away, mut looked_at) = (Vec::new(), Vec::new());
    for number in 0..50 {
        let unknown = format!("nobody{number}");
        for (name, expected, times) in [
            ("locked", 429, &mut turned_away),
            (&unknown, 422, &mut looked_at),
        ] {
            let watch = Stopwatch::start();
            let answer = connection.send(&log_in(name, WRONG, number + 100)).await;
            times.push(milliseconds(watch.microseconds()));
            assert_eq!(answer.status, expected);
        }
    }
    let (turned_away, looked_at) = (median(&mut turned_away), median(&mut looked_at));
    let what = "a locked attempt / one that is looked at";
    table.most(
        what,
        turned_away / looked_at,
        0.1,
        "",
        format!("{turned_away:.2} ms and {looked_at:.1} ms"),
    );
}

/// Times of pages, refused ones, the most memory and the attempts, while 64 clients flood the login.
async fn flood_of_attempts(program: &Program, time: Duration) -> (Vec<u64>, usize, f64, u64) {
    let address = program.address.clone();
    let flooding = tokio::spawn(async move {
        flood(&address, CLIENTS, time, |client, number| {
            log_in(
                &format!("nobody{client}x{number}"),
                WRONG,
                client << 12 | number,
            )
        })
        .await
    });
    let pages = paced(
        &program.address,
        "/login",
        50,
        time.saturating_sub(Duration::from_secs(1)),
    );
    tokio::pin!(pages);
    let mut most: f64 = 0.0;
    let (times, refused) = loop {
        tokio::select! {
            done = &mut pages => break done,
            () = tokio::time::sleep(Duration::from_millis(100)) => most = most.max(program.memory()),
        }
    };
    let attempts = flooding.await.unwrap().statuses.values().sum();
    (times, refused, most, attempts)
}

/// Pages while 64 clients flood the login, and the memory before, during and after.
#[allow(clippy::cast_precision_loss, reason = "it is rounded anyway")]
pub(crate) async fn under_flood(table: &mut Table) {
    const TIME: Duration = Duration::from_secs(12);
    let (_house, program) = House::new_with_administrator();
    let (idle, _) = paced(&program.address, "/login", 50, TIME).await;
    let before = program.memory();
    let (flooded, refused, most, attempts) = flood_of_attempts(&program, TIME).await;
    let measured = format!(
        "p99 {:.2} ms and {:.2} ms of 50/s; {attempts} attempts by {CLIENTS} clients; medians {:.2} ms and {:.2} ms",
        p99(&flooded),
        p99(&idle),
        milliseconds(flooded[flooded.len() / 2]),
        milliseconds(idle[idle.len() / 2]),
    );
    table.most(
        "GET /login under a flood of attempts / idle, p99",
        p99(&flooded) / p99(&idle),
        3.0,
        "",
        measured,
    );
    let asked = format!("of {} pages", flooded.len());
    table.most(
        "pages refused under the flood",
        refused as f64,
        0.0,
        "",
        asked,
    );
    table.most(
        "memory, idle",
        before,
        40.0,
        " MB",
        "after 600 pages".to_owned(),
    );
    let bound = before + threads() as f64 * BUFFER + 20.0;
    let goal = format!(
        "idle, {} buffers of {BUFFER:.1} MB and 20 MB: {bound:.0} MB",
        threads()
    );
    table.most(
        "memory under the flood / idle, buffers and 20 MB",
        most / bound,
        1.0,
        "",
        format!("{most:.0} MB; {goal}"),
    );
    tokio::time::sleep(Duration::from_secs(60)).await;
    let after = program.memory();
    let measured = format!("{after:.0} MB and {before:.0} MB");
    table.most(
        "memory a minute after the flood / before",
        after / before,
        1.1,
        "",
        measured,
    );
    // What grows each time is a leak, whoever keeps it.
    for _ in 0..2 {
        flood_of_attempts(&program, TIME / 2).await;
        tokio::time::sleep(Duration::from_secs(25)).await;
    }
    let third = program.memory();
    table.most(
        "memory after two more floods / after the first",
        third / after,
        1.1,
        "",
        format!("{third:.0} MB and {after:.0} MB"),
    );
}

/// How the time grows with the number of users: 0 is not at all, 1 as fast as they do.
pub(crate) async fn growth(table: &mut Table) {
    const SIZES: [u32; 4] = [1_000, 10_000, 100_000, 1_000_000];
    const PAGES: [(&str, &str); 3] = [
        ("first page", "/admin/users"),
        ("search for one", "/admin/users?search=user0000777"),
        ("search for many", "/admin/users?search=user"),
    ];
    let mut points = vec![Vec::new(); PAGES.len() + 1];
    for size in SIZES {
        let (house, program) = House::new_with_administrator();
        add_users(&house, size).await;
        let mut connection = Connection::open(&program.address).await;
        let answer = connection.send(&log_in("admin", PASSWORD, 1)).await;
        let cookies = answer
            .headers
            .iter()
            .filter(|(name, _)| name == "set-cookie");
        let cookies: Vec<_> = cookies
            .map(|(_, value)| value.split(';').next().unwrap())
            .collect();
        let cookie = format!("cookie: {}\r\naccept: text/html\r\n", cookies.join("; "));
        let mut measure = async |at: usize, times: usize, status: u16, request: Vec<u8>| {
            let mut taken = Vec::new();
            for _ in 0..times {
                let watch = Stopwatch::start();
                let answer = connection.send(&request).await;
                taken.push(milliseconds(watch.microseconds()));
                assert_eq!(
                    answer.status,
                    status,
                    "{}",
                    String::from_utf8_lossy(&answer.body)
                );
            }
            points[at].push((f64::from(size), median(&mut taken)));
        };
        for (at, (_, path)) in PAGES.iter().enumerate() {
            measure(at, 21, 200, get(path, &cookie)).await;
        }
        measure(PAGES.len(), 11, 303, log_in("admin", PASSWORD, 2)).await;
    }
    let names = PAGES.map(|(name, _)| name).into_iter().chain(["log in"]);
    for (name, points) in names.zip(points) {
        let times: Vec<_> = points
            .iter()
            .map(|(_, time)| format!("{time:.1}"))
            .collect();
        let measured = format!("{} ms at 10³, 10⁴, 10⁵, 10⁶ users", times.join(", "));
        table.fact(
            &format!("growth with the users: {name}, exponent"),
            exponent(&points),
            "",
            measured,
        );
    }
}

/// The slope of the line through the logarithms (least squares).
#[allow(clippy::cast_precision_loss, reason = "there are four")]
fn exponent(points: &[(f64, f64)]) -> f64 {
    let logs: Vec<_> = points.iter().map(|(x, y)| (x.ln(), y.ln())).collect();
    let count = logs.len() as f64;
    let (x, y) = logs
        .iter()
        .fold((0.0, 0.0), |(x, y), (a, b)| (x + a / count, y + b / count));
    let (above, below) = logs.iter().fold((0.0, 0.0), |(above, below), (a, b)| {
        (above + (a - x) * (b - y), below + (a - x) * (a - x))
    });
    above / below
}

/// By one statement: the product would hash and check each.
async fn add_users(house: &House, number: u32) {
    house.database
        .execute(&format!(
            "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {number}) \
             INSERT INTO users (login_name, login_name_key, display_name, name_key, search_text, role, status, \
             must_change, created_at) SELECT printf('user%07d', i), printf('user%07d', i), printf('user%07d', i), \
             printf('user%07d', i), printf('user%07d', i), 'user', 'active', false, 0 FROM n"
        ))
        .await;
}
