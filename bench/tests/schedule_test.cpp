#include "schedule.hpp"

#include <doctest/doctest.h>

#include <map>
#include <vector>

#include "options.hpp"
#include "watch_room_habits.hpp"

namespace {

using bench::Habit;
using bench::Occasion;
using bench::Seconds;

constexpr bench::Time start{};

std::vector<Occasion> all_before(bench::Schedule schedule, Seconds end) {
  std::vector<Occasion> occasions;
  while (schedule.next_due() < start + bench::to_clock(end)) occasions.push_back(schedule.take());
  return occasions;
}

std::map<int, double> per_second(const bench::Options& options, Seconds duration) {
  std::map<int, double> rates;
  for (const Occasion& o : all_before({bench::watch_room_habits(options), start}, duration))
    rates[o.kind] += 1 / duration.count();
  return rates;
}

}  // namespace

TEST_SUITE("bench/schedule") {
  TEST_CASE("a habit: one event in each slot, the subjects in turns") {
    const auto occasions =
        all_before({{{.kind = 1, .subjects = 4, .interval = Seconds{2}}}, start}, Seconds{10});
    REQUIRE(occasions.size() == 20);
    for (std::size_t i = 0; i < occasions.size(); ++i) {
      const Occasion& o = occasions[i];
      CHECK(bench::in_seconds(o.due - start) >= 0.5 * static_cast<double>(i));
      CHECK(bench::in_seconds(o.due - start) < 0.5 * static_cast<double>(i + 1));
      CHECK(o.subject == i % 4);
      CHECK(o.round == i / 4);
      CHECK(o.turn == i);
    }
  }

  TEST_CASE("where in its slot: not always the same, but the same in every run") {
    const bench::Schedule schedule({{.kind = 1, .subjects = 10, .interval = Seconds{10}}}, start);
    const auto once = all_before(schedule, Seconds{20});
    const auto again = all_before(schedule, Seconds{20});
    REQUIRE(once.size() == again.size());
    for (std::size_t i = 0; i < once.size(); ++i) CHECK(once[i].due == again[i].due);
    CHECK(once[1].due - once[0].due != once[2].due - once[1].due);
  }

  TEST_CASE("several habits: in the order of time; steps keep their distance") {
    const auto occasions =
        all_before({{{.kind = 1, .subjects = 3, .interval = Seconds{3}},
                     {.kind = 2, .subjects = 2, .interval = Seconds{4}, .steps = 3, .gap = Seconds{0.25}}},
                    start},
                   Seconds{30});
    std::map<std::uint64_t, bench::Time> first_steps;
    for (std::size_t i = 0; i < occasions.size(); ++i) {
      const Occasion& o = occasions[i];
      if (i > 0) CHECK(occasions[i - 1].due <= o.due);
      if (o.kind != 2) continue;
      if (o.step == 0) first_steps[o.turn] = o.due;
      const double behind = bench::in_seconds(o.due - first_steps.at(o.turn));
      CHECK(behind == doctest::Approx(0.25 * static_cast<double>(o.step)));
    }
    CHECK(first_steps.size() == 15);
  }

  TEST_CASE("without habits: never") {
    CHECK(bench::Schedule({}, start).next_due() == bench::Time::max());
    CHECK(bench::Schedule({{.kind = 1, .subjects = 0}}, start).next_due() == bench::Time::max());
  }

  TEST_CASE("watch rooms: the real rates, times the factor") {
    bench::Options options;
    options.rooms = 100;
    options.members = 10;
    auto rates = per_second(options, Seconds{120});
    CHECK(rates[bench::doing::heartbeat] == doctest::Approx(200).epsilon(0.01));
    CHECK(rates[bench::doing::list] == doctest::Approx(2).epsilon(0.01));
    CHECK(rates[bench::doing::update] == doctest::Approx(20).epsilon(0.01));
    CHECK(rates[bench::doing::control] == doctest::Approx(100 / 30.).epsilon(0.01));
    CHECK(rates[bench::doing::chat] == doctest::Approx(10).epsilon(0.01));
    CHECK(rates[bench::doing::call] == doctest::Approx(100 * 22 / 60.).epsilon(0.02));
    CHECK(rates[bench::doing::change] == doctest::Approx(100 / 1200.).epsilon(0.1));
    CHECK(rates.count(bench::doing::audio) == 0);

    options.rate_factor = 3;
    options.list_share = 0;
    options.audio_share = 0.5;
    rates = per_second(options, Seconds{30});
    CHECK(rates[bench::doing::heartbeat] == doctest::Approx(600).epsilon(0.01));
    CHECK(rates.count(bench::doing::list) == 0);
    CHECK(rates[bench::doing::audio] == doctest::Approx(50 * 3 / 0.256).epsilon(0.01));
  }
}
