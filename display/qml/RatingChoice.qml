// A large place to touch, with a text in two languages and perhaps a face over it.
import QtQuick
import QtQuick.Templates as T
import Tingxu

T.AbstractButton {
    id: root
    required property real u
    property var texts: ["", ""]
    property string face: ""
    property color tone: Theme.primaryDeep
    property color ground: Theme.card
    property bool on: false
    property real size: 30 * root.u
    readonly property bool upright: face !== "" && height > width * 0.7
    Accessible.name: texts[0] + " " + texts[1]
    text: texts[0]
    background: Rectangle {
        radius: 22 * root.u
        color: root.down ? root.tone : root.on ? Theme.primarySoft : root.ground
        border { color: root.on ? Theme.primary : root.down ? root.tone : Theme.line; width: (root.on ? 4 : 2) * root.u }
        Behavior on color { ColorAnimation { duration: Theme.quick } }
    }
    contentItem: Item {
        Icon {
            id: sign
            visible: root.face !== ""
            name: root.face
            color: root.down ? Theme.lit : root.tone
            size: root.upright ? Math.min(root.width * 0.62, root.height * 0.5) : root.height * 0.66
            x: root.upright ? (parent.width - width) / 2 : 26 * root.u
            y: root.upright ? parent.height * 0.12 : (parent.height - height) / 2
        }
        TwoLines {
            readonly property real start: root.face !== "" && !root.upright ? sign.x + sign.width + 26 * root.u : 10 * root.u
            x: start
            y: root.upright ? sign.y + sign.height : 0
            width: parent.width - start - 10 * root.u
            height: parent.height - y - (root.upright ? parent.height * 0.04 : 0)
            texts: root.texts
            size: root.size
            secondSize: root.size * 0.62
            align: root.face !== "" && !root.upright ? Text.AlignLeft : Text.AlignHCenter
            color: root.down ? Theme.lit : Theme.ink
            secondColor: root.down ? Theme.lit : Theme.inkSoft
        }
    }
}
