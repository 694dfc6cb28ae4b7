// The newest call: number and window as large as the board allows; when it is new it slides in and glows once.
import QtQuick
import Tingxu

Rectangle {
    id: root
    required property var board
    required property real u
    readonly property var shows: board.shows
    readonly property bool some: shows.number !== ""

    color: Theme.primaryDeep
    radius: 20 * u
    clip: true

    Rectangle {
        id: glow
        anchors.fill: parent
        radius: root.radius
        color: Theme.primary // a lighter shade of the ground: the accent over it would be mud
        opacity: 0
    }
    TwoLines {
        id: head
        x: 40 * root.u
        y: 24 * root.u
        width: parent.width * 0.6
        texts: root.some ? root.shows.words.calling : ["", ""]
        size: 34 * root.u
        secondSize: 22 * root.u
        color: Theme.lit
        secondColor: Theme.litSoft
    }
    Rectangle {
        id: again
        objectName: "newest-again"
        property string text: root.shows.again[0]
        visible: text !== ""
        anchors { right: parent.right; top: parent.top; margins: 28 * root.u }
        width: Math.max(againText.implicitWidth, 120 * root.u) + 44 * root.u
        height: againText.implicitHeight + 16 * root.u
        radius: height / 2
        color: "transparent"
        border { color: Theme.litSoft; width: Math.max(1, 2 * root.u) }
        Row {
            id: againText
            anchors.centerIn: parent
            spacing: 12 * root.u
            Text { textFormat: Text.PlainText; text: root.shows.again[0]; color: Theme.lit; font.pixelSize: 28 * root.u }
            Text {
                textFormat: Text.PlainText
                visible: text !== ""
                anchors.verticalCenter: parent.verticalCenter
                text: root.shows.again[1]; color: Theme.litSoft; font.pixelSize: 20 * root.u
            }
        }
    }
    Item {
        id: line
        visible: root.some
        property real slide: 0
        anchors {
            fill: parent
            leftMargin: 40 * root.u; rightMargin: 40 * root.u
            topMargin: head.y + head.height; bottomMargin: 12 * root.u
        }
        Text {
            textFormat: Text.PlainText
            id: number
            objectName: "newest-number"
            x: line.slide
            width: parent.width * 0.46
            height: parent.height
            verticalAlignment: Text.AlignVCenter
            text: root.shows.number
            color: Theme.lit
            font { pixelSize: Math.min(230 * root.u, parent.height * 0.8); weight: Font.Bold }
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: 20
        }
        Arrow {
            x: parent.width * 0.46 + 10 * root.u
            width: parent.width * 0.08
            height: 70 * root.u
            anchors.verticalCenter: parent.verticalCenter
            color: Theme.accentLight
        }
        TwoLines {
            objectName: "newest-window"
            x: parent.width * 0.575 + line.slide
            width: parent.width * 0.425
            height: parent.height
            texts: root.shows.window
            size: 150 * root.u
            secondSize: 52 * root.u
            weight: Font.Bold
            color: Theme.lit
            secondColor: Theme.litSoft
        }
    }
    TwoLines {
        objectName: "nobody-called"
        visible: !root.some && root.shows.hasPlan
        anchors.centerIn: parent
        width: parent.width * 0.9
        align: Text.AlignHCenter
        texts: root.shows.hasPlan ? root.shows.words.take : ["", ""]
        size: 84 * root.u
        secondSize: 40 * root.u
        color: Theme.lit
        secondColor: Theme.litSoft
    }

    ParallelAnimation {
        id: fresh
        NumberAnimation { target: glow; property: "opacity"; from: 1; to: 0; duration: 1200; easing.type: Easing.OutQuad }
        NumberAnimation { target: line; property: "slide"; from: 60 * root.u; to: 0; duration: 260; easing.type: Easing.OutCubic }
    }
    Connections {
        target: root.board
        function onNewest_called() { fresh.restart() }
    }
}
