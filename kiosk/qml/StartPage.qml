// Choose a queue, look for a matter, or check in with a booking.
import QtQuick
import Tingxu

Page {
    id: root
    // Standing, the two other ways in have a row of their own; else they stand beside the headline.
    readonly property bool below: standing && shows.hasBookings === true

    Item {
        id: top
        readonly property real line: Theme.dp(root.below ? 60 : root.standing ? 74 : 62)
        width: parent.width
        height: line + (root.below ? Theme.dp(8) + Theme.dp(64) : 0)

        Column {
            anchors { left: parent.left; right: root.below ? parent.right : ways.left; rightMargin: root.below ? 0 : Theme.gap }
            y: (top.line - height) / 2
            Text {
                objectName: "headline"
                width: parent.width
                height: Theme.dp(also.visible ? 40 : 60)
                verticalAlignment: Text.AlignVCenter
                text: root.shows.headline[0]
                textFormat: Text.PlainText
                wrapMode: Text.Wrap
                color: Theme.ink
                font { pixelSize: Theme.type * 26; weight: Font.Bold }
                fontSizeMode: Text.Fit
                minimumPixelSize: Theme.dp(16)
            }
            Text {
                id: also
                visible: text !== ""
                width: parent.width
                text: root.shows.headline.length > 1 ? root.shows.headline[1] : ""
                textFormat: Text.PlainText
                color: Theme.inkSoft
                font.pixelSize: Theme.dp(15)
            }
        }
        Row {
            id: ways
            readonly property int count: (root.shows.hasBookings === true ? 1 : 0) + (root.shows.hasMatters ? 1 : 0)
            readonly property real each: (top.width - spacing * (count - 1)) / Math.max(1, count)
            anchors.right: parent.right
            y: root.below ? top.line + Theme.dp(8) : (top.line - Theme.choice) / 2
            height: root.below ? Theme.dp(64) : Theme.choice
            spacing: Theme.dp(10)
            Entry {
                objectName: "check-in"
                visible: root.shows.hasBookings === true
                enabled: !root.shows.blocked
                opacity: enabled ? 1 : 0.45
                width: root.below ? ways.each : Math.max(implicitContentWidth, Theme.dp(170))
                height: ways.height
                lines: root.shows.bookedSays
                onClicked: root.kiosk.check_in()
            }
            BigButton {
                objectName: "find"
                visible: root.shows.hasMatters
                enabled: !root.shows.blocked
                width: root.below ? ways.each : Math.max(implicitWidth, Theme.dp(170))
                height: ways.height
                kind: "primary"
                iconName: "search"
                size: Theme.dp(18)
                text: qsTr("Find your matter")
                onClicked: root.kiosk.find()
            }
        }
    }
    CardBand {
        id: band
        objectName: "card-band"
        anchors { top: top.bottom; topMargin: shown ? Theme.dp(10) : 0 }
        width: parent.width
        kiosk: root.kiosk
        greeting: root.shows.greeting
        high: root.standing
        room: root.standing || root.shows.message === ""
    }
    MessageLine {
        id: message
        anchors.bottom: parent.bottom
        width: parent.width
        sentence: root.shows.message
    }
    Scroll {
        id: scroll
        anchors {
            top: band.bottom; bottom: message.top; left: parent.left; right: parent.right
            topMargin: Theme.dp(10); bottomMargin: message.shown ? Theme.gap : 0
        }
        contentHeight: grid.height

        Grid {
            id: grid
            readonly property int count: repeater.count
            readonly property real least: Theme.dp(64)
            readonly property real most: Theme.dp(columns === 1 ? 150 : 200)
            readonly property int lines: Math.max(1, Math.ceil(count / columns))
            readonly property real tileHeight: Math.max(least, Math.min(most, (scroll.height - spacing * (lines - 1)) / lines))
            width: scroll.width
            columns: root.standing ? (count <= 6 ? 1 : 2) : count <= 4 ? 2 : count <= 9 ? 3 : 5
            spacing: Theme.dp(9)

            Repeater {
                id: repeater
                model: root.kiosk.queueRows
                QueueTile {
                    required property string key
                    required property string name
                    required property var model
                    objectName: "queue-" + key
                    width: (grid.width - grid.spacing * (grid.columns - 1)) / grid.columns
                    height: grid.tileHeight
                    enabled: !root.shows.blocked
                    opacity: root.shows.blocked ? 0.45 : 1
                    text: name
                    letter: model.letter
                    iconName: model.icon
                    about: model.about
                    takes: model.takes
                    people: model.people
                    wait: model.wait
                    says: model.says
                    kind: model.kind
                    onClicked: root.kiosk.choose_queue(key)
                }
            }
        }
    }
}
