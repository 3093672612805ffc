/** Sensors that only measure: what they read in an ordinary home, and how that moves. */
import type { Behaviour } from "./behaviour.ts";
import { driftAt } from "./drift.ts";

/** Sampling of slow sensors; others keep Jacdac's default of 100 ms. */
const SLOW_MILLIS = 1_000;

const ratio = (around: number, wander: number, everyMinutes: number, noise: number): Behaviour => ({
  drift: { around: [around], wander, everyMinutes, noise, range: [0, 1], error: 0.01 },
});

/** Ranges and errors are those of common parts: SHT30, BMP280, SGP30, BH1750, HC-SR04, MPU-6050, QMC5883L. */
export const SENSORS: Readonly<Record<string, Behaviour>> = {
  temperature: {
    drift: {
      around: [21.5],
      wander: 0.8,
      everyMinutes: 15,
      noise: 0.02,
      range: [-40, 125],
      error: 0.3,
      sampleMillis: SLOW_MILLIS,
    },
    initial: { variant: [2] },
  },
  humidity: {
    drift: {
      around: [45],
      wander: 4,
      everyMinutes: 20,
      noise: 0.1,
      range: [0, 100],
      error: 3,
      sampleMillis: SLOW_MILLIS,
    },
  },
  airpressure: {
    drift: {
      around: [1013],
      wander: 2,
      everyMinutes: 60,
      noise: 0.03,
      range: [300, 1100],
      error: 1,
      sampleMillis: SLOW_MILLIS,
    },
  },
  airqualityindex: {
    drift: {
      around: [35],
      wander: 8,
      everyMinutes: 30,
      noise: 0.5,
      range: [0, 500],
      error: 5,
      sampleMillis: SLOW_MILLIS,
    },
  },
  eco2: {
    drift: {
      around: [520],
      wander: 60,
      everyMinutes: 20,
      noise: 3,
      range: [400, 8192],
      error: 40,
      sampleMillis: SLOW_MILLIS,
    },
  },
  tvoc: {
    drift: {
      around: [90],
      wander: 30,
      everyMinutes: 20,
      noise: 2,
      range: [0, 1187],
      error: 15,
      sampleMillis: SLOW_MILLIS,
    },
  },
  illuminance: {
    drift: { around: [180], wander: 40, everyMinutes: 10, noise: 1.5, range: [0, 100_000], error: 20 },
  },
  uvindex: {
    drift: {
      around: [0.6],
      wander: 0.2,
      everyMinutes: 10,
      noise: 0.01,
      range: [0, 11],
      error: 0.5,
      sampleMillis: SLOW_MILLIS,
    },
  },
  acidity: {
    drift: {
      around: [7],
      wander: 0.1,
      everyMinutes: 60,
      noise: 0.01,
      range: [2.5, 10.5],
      error: 0.1,
      sampleMillis: SLOW_MILLIS,
    },
  },
  lightlevel: ratio(0.4, 0.05, 10, 0.003),
  reflectedlight: ratio(0.5, 0.02, 10, 0.004),
  soilmoisture: ratio(0.4, 0.03, 120, 0.002),
  waterlevel: ratio(0.6, 0.02, 60, 0.002),
  distance: {
    drift: { around: [1.2], wander: 0.01, everyMinutes: 5, noise: 0.004, range: [0.02, 4], error: 0.01 },
  },
  raingauge: {
    drift: { around: [0], wander: 0, everyMinutes: 1, noise: 0, sampleMillis: SLOW_MILLIS },
    initial: { precipitation_precision: [0.2] },
  },
  windspeed: {
    drift: {
      around: [3.2],
      wander: 1.5,
      everyMinutes: 2,
      noise: 0.3,
      range: [0, 50],
      error: 0.5,
      sampleMillis: SLOW_MILLIS,
    },
  },
  winddirection: {
    drift: {
      around: [220],
      wander: 25,
      everyMinutes: 5,
      noise: 4,
      range: [0, 359],
      error: 5,
      sampleMillis: SLOW_MILLIS,
    },
  },
  heartrate: {
    drift: {
      around: [68],
      wander: 5,
      everyMinutes: 3,
      noise: 1,
      range: [30, 200],
      error: 2,
      sampleMillis: SLOW_MILLIS,
    },
  },
  pulseoximeter: {
    drift: {
      around: [97.5],
      wander: 0.7,
      everyMinutes: 5,
      noise: 0.2,
      range: [80, 100],
      error: 2,
      sampleMillis: SLOW_MILLIS,
    },
  },
  weightscale: {
    drift: { around: [0.85], wander: 0.002, everyMinutes: 10, noise: 0.0005, range: [0, 10], error: 0.001 },
    initial: { weight_resolution: [0.001], gain: [1], variant: [2] },
  },
  dccurrentmeasurement: {
    drift: { around: [0.12], wander: 0.01, everyMinutes: 5, noise: 0.002, range: [-3.2, 3.2], error: 0.005 },
    initial: { measurement_name: ["load"] },
  },
  dcvoltagemeasurement: {
    drift: { around: [5], wander: 0.03, everyMinutes: 5, noise: 0.005, range: [0, 26], error: 0.02 },
    initial: { measurement_name: ["supply"] },
  },
  color: {
    drift: { around: [0.45, 0.42, 0.38], wander: 0.03, everyMinutes: 10, noise: 0.002, range: [0, 1] },
  },
  compass: {
    drift: { around: [87], wander: 2, everyMinutes: 10, noise: 0.5, range: [0, 359], error: 2 },
  },
  gyroscope: {
    drift: {
      around: [0, 0, 0],
      wander: 0.2,
      everyMinutes: 10,
      noise: 0.15,
      range: [-2000, 2000],
      error: 0.1,
    },
    initial: { max_rate: [250], max_rates_supported: [250, 500, 1000, 2000] },
  },
  magnetomer: {
    drift: {
      around: [18_000, -4_200, 42_000],
      wander: 300,
      everyMinutes: 10,
      noise: 60,
      error: 200,
    },
  },
  flex: {
    drift: { around: [0], wander: 0.005, everyMinutes: 10, noise: 0.002, range: [-1, 1] },
    initial: { length: [112] },
  },
  planarposition: { drift: { around: [0, 0], wander: 0, everyMinutes: 1, noise: 0 } },
  rover: { drift: { around: [0, 0, 0, 0, 0], wander: 0, everyMinutes: 1, noise: 0.01 } },
  satelittenavigationsystem: {
    initial: { enabled: [true] },
    computed: {
      // Time since the receiver was switched on, in ms; then a place in a park, and how well it is known.
      position: (server) => {
        const [latitude, longitude] = driftAt(WALK, server.key, server.nowMicros);
        return [Math.floor(server.nowMicros / 1000), latitude, longitude, 4.5, 62, 8];
      },
    },
  },
  soundspectrum: {
    initial: { enabled: [true], min_decibels: [-100], max_decibels: [-30] },
    computed: {
      frequency_bins: (server) => {
        const bins = 2 ** (server.number("fft_pow2_size") - 1);
        const levels = { ...SPECTRUM, around: Array.from({ length: bins }, (_, i) => 90 / (1 + i / 4)) };
        return [Uint8Array.from(driftAt(levels, server.key, server.nowMicros), Math.round)];
      },
    },
  },
};

/** Degrees. */
const WALK = { around: [48.13, 11.59], wander: 0.0004, everyMinutes: 5, noise: 0.00001 };
/** Loudness of one band, 0 to 255. */
const SPECTRUM = { wander: 20, everyMinutes: 0.05, noise: 8, range: [0, 255] as const };
