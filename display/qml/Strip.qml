// The strip over one window: its label, and what people should do.
import QtQuick
import Tingxu

Rectangle {
    id: root
    required property var strip
    readonly property var shows: strip.shows
    readonly property string doing: shows.state
    readonly property bool calling: doing === "calling" && !shows.stale
    readonly property bool quiet: shows.stale || doing === "closed" || doing === "paused" || doing === "unknown"
    readonly property real u: Math.min(width / 1200, height / 200)

    color: calling ? Theme.primaryDeep : quiet ? Theme.paper : Theme.card
    Behavior on color { ColorAnimation { duration: Theme.calm } }

    Rectangle {
        id: glow
        anchors.fill: parent
        color: Theme.primary // a lighter shade of the ground: the accent over it would be mud
        opacity: 0
    }
    Item {
        anchors.fill: parent
        visible: root.shows.hasPlan

        Rectangle {
            id: plate
            width: Math.min(230 * root.u, root.width * 0.25)
            height: parent.height
            color: root.calling ? Theme.accent : root.quiet ? Theme.inkFaint : Theme.primary
            Behavior on color { ColorAnimation { duration: Theme.calm } }
            TwoLines {
                objectName: "strip-window"
                anchors { fill: parent; margins: 16 * root.u }
                align: Text.AlignHCenter
                texts: root.shows.label
                size: 120 * root.u
                secondSize: 40 * root.u
                weight: Font.Bold
                color: Theme.lit
                secondColor: Theme.lit
            }
        }
        TwoLines {
            objectName: "strip-text"
            anchors { left: plate.right; right: parent.right; leftMargin: 36 * root.u; rightMargin: 36 * root.u }
            height: parent.height - (note.visible ? note.height : 0)
            texts: note.visible ? [root.shows.text[0], ""] : root.shows.text
            size: (root.calling ? 96 : note.visible ? 68 : 88) * root.u
            secondSize: 40 * root.u
            weight: Font.Bold
            color: root.calling ? Theme.lit : root.quiet ? Theme.inkSoft : Theme.primaryDeep
            secondColor: root.calling ? Theme.litSoft : Theme.inkSoft
        }
    }
    LinkNote {
        id: note
        x: root.shows.hasPlan ? plate.width + 36 * root.u : (parent.width - width) / 2
        y: root.shows.hasPlan ? parent.height - height - 14 * root.u : (parent.height - height) / 2
        texts: root.shows.link
        u: root.shows.hasPlan ? root.u : root.u * 1.6
    }

    SequentialAnimation {
        id: fresh
        loops: 3
        NumberAnimation { target: glow; property: "opacity"; from: 0; to: 1; duration: 180 }
        NumberAnimation { target: glow; property: "opacity"; to: 0; duration: 620; easing.type: Easing.OutQuad }
    }
    Connections {
        target: root.strip
        function onNewest_called() { fresh.restart() }
    }
}
