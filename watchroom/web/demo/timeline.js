// Where the film should be: a position, the moment of the server's clock at which it was right, and whether it runs.
//
// A play state carries both moments (anchorMediaTime, anchorServerTime) beside the usual currentTime and isPlaying.

export class Timeline {
  /** Positions in seconds, moments in ms of the server's clock. */
  constructor(position, moment, playing) {
    this.position = position;
    this.moment = moment;
    this.playing = playing;
  }

  at(moment) {
    return this.playing ? this.position + (moment - this.moment) / 1000 : this.position;
  }

  /** The same position at that moment, from then on running or not. */
  turned(playing, moment) {
    return new Timeline(this.at(moment), moment, playing);
  }

  moved(position, moment) {
    return new Timeline(position, moment, this.playing);
  }
}

const isNumber = (value) => typeof value === 'number' && Number.isFinite(value);

/**
 * What a state says that was just received. A server may move the position of a state that it kept; then its position
 * is right now, and the sender's moment is not. Senders that give no moment mean now, too.
 */
export function timelineOf(state, now) {
  const position = isNumber(state.currentTime) ? Math.max(state.currentTime, 0) : 0;
  const untouched = isNumber(state.anchorServerTime) && state.anchorMediaTime === position;
  return new Timeline(position, untouched ? Math.min(state.anchorServerTime, now) : now, state.isPlaying === true);
}

/** The fields by which a state says where the film is. */
export function stateFields(timeline) {
  return {
    currentTime: timeline.position,
    isPlaying: timeline.playing,
    anchorMediaTime: timeline.position,
    anchorServerTime: timeline.moment,
  };
}

/** Off by more: jump. Off by less than the other: leave it. Between: run a little faster or slower. Seconds. */
const jumpAbove = 0.5;
const leaveBelow = 0.02;
const mostPace = 0.08;

/** What to do about a drift in seconds (positive: ahead): {jump: true} or {pace}. */
export function correction(drift) {
  if (Math.abs(drift) > jumpAbove) return { jump: true };
  if (Math.abs(drift) < leaveBelow) return { pace: 1 };
  return { pace: 1 - Math.max(-mostPace, Math.min(mostPace, drift * 0.6)) };
}
