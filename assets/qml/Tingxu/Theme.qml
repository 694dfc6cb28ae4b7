// The one look: colours, type, space, time. Sizes are points of the design; `unit` pixels are one point
// (about 1 on a desk, 2 on a kiosk of 1080 x 1920), and large mode makes type larger, not space.
pragma Singleton
import QtQuick

QtObject {
    property real unit: 1
    property bool large: false
    readonly property real type: unit * (large ? 1.28 : 1)

    readonly property color paper: "#f3f6f6"
    readonly property color card: "#ffffff"
    readonly property color line: "#d9e3e4"
    readonly property color ink: "#10262b"
    readonly property color inkSoft: "#48626a"
    readonly property color inkFaint: "#6d848a"
    readonly property color primary: "#0b6a7b"
    readonly property color primaryDeep: "#0a4350"
    readonly property color primarySoft: "#e0f0f2"
    readonly property color accent: "#d9651e"
    readonly property color accentDeep: "#a8480c" // for words: the accent itself is too light to read when small
    readonly property color accentLight: "#ffb27a"
    readonly property color accentSoft: "#fdeee2"
    readonly property color lit: "#ffffff"
    readonly property color litSoft: "#b9d7dd"
    readonly property color good: "#1a7850"
    readonly property color goodSoft: "#e2f3ea"
    readonly property color warn: "#8f5400"
    readonly property color warnSoft: "#fff1d6"
    readonly property color bad: "#b3352b"
    readonly property color badSoft: "#fce9e7"

    readonly property int tiny: Math.round(12 * type)
    readonly property int small: Math.round(14 * type)
    readonly property int body: Math.round(16 * type)
    readonly property int title: Math.round(20 * type)
    readonly property int head: Math.round(28 * type)
    readonly property int huge: Math.round(48 * type)

    readonly property int gap: Math.round(12 * unit)
    readonly property int margin: Math.round(24 * unit)
    readonly property int radius: Math.round(12 * unit)
    readonly property int touch: Math.round(44 * unit)
    readonly property int choice: Math.round(60 * unit)
    readonly property int hair: Math.max(1, Math.round(unit))

    property bool still: false // nothing slides or fades
    readonly property int quick: still ? 0 : 150
    readonly property int calm: still ? 0 : 240

    function dp(points) { return Math.round(points * unit) }
}
