// voice:*: signals between members, audio relayed where they cannot reach each other, and the choice between
// the two.
#include "handlers.hpp"
#include "payloads.hpp"
#include "signals.hpp"
#include "validation.hpp"

namespace watchroom {
namespace {

constexpr std::string_view default_sample_rate = "16000";

void on_offer(const Request& request) {
  forward(request, {own_room(request)}, "offer", request.limits().max_session_description_bytes);
}
void on_answer(const Request& request) {
  forward(request, {own_room(request)}, "answer", request.limits().max_session_description_bytes);
}
void on_ice(const Request& request) {
  forward(request, {own_room(request)}, "candidate", request.limits().max_candidate_bytes);
}

/// Late audio is worthless: a receiver that cannot take it now does not get it.
void on_audio_chunk(const Request& request) {
  const auto seat = request.seat();
  if (!seat) return;
  const auto samples = request.argument.member("audioData");
  if (!samples || !is_audio(*samples, request.limits())) return;
  const auto rate = request.argument.member("sampleRate");
  const bool has_rate = rate && is_finite_number(*rate);
  request.to_others(*seat->room)
      .volatile_()
      .emit(request.event,
            AudioChunk{request.sender.id(), samples->text(), has_rate ? rate->text() : default_sample_rate});
}

void on_mic_enabled(const Request& request) {
  const auto seat = request.seat();
  if (seat) request.to_others(*seat->room).emit(request.event, FromUser{request.sender.id()});
}

void on_strategy_change(const Request& request) {
  const auto seat = request.owner_seat();
  if (!seat) return;
  const auto strategy = request.argument.member("strategy");
  if (!strategy || !is_text(*strategy, request.limits().max_strategy_length)) return;
  request.to_all(*seat->room).emit(request.event, Strategy{strategy->text()});
}

constexpr EventHandler handlers[] = {
    {"voice:offer", on_offer, Traffic::signal}, {"voice:answer", on_answer, Traffic::signal},
    {"voice:ice", on_ice, Traffic::signal},     {"voice:audio-chunk", on_audio_chunk, Traffic::audio},
    {"voice:mic-enabled", on_mic_enabled},      {"voice:strategy-change", on_strategy_change},
};

}  // namespace

std::span<const EventHandler> voice_handlers() { return handlers; }

}  // namespace watchroom
