// Every queue: its letter, its name, how many wait and for about how long.
import QtQuick
import Tingxu

Grid {
    id: root
    required property var entries
    readonly property int count: repeater.count
    required property real u
    required property real rowHeight
    readonly property bool stacked: rowHeight > (columns > 1 ? 50 : 62) * u
    required property real peopleWidth
    required property real minutesWidth
    readonly property real rowWidth: (width - columnSpacing * (columns - 1)) / columns

    flow: Grid.TopToBottom
    rows: Math.ceil(count / columns)

    Repeater {
        id: repeater
        model: root.entries
        Item {
            id: row
            required property string key
            required property string letter
            required property var name
            required property int waiting
            required property string minutes
            required property var says
            objectName: "queue-" + key
            readonly property string text: String(waiting)
            readonly property bool closed: says[0] !== ""
            width: root.rowWidth
            height: root.rowHeight

            Rectangle { width: parent.width; height: 1; color: Theme.line }
            Rectangle {
                id: chip
                width: row.height * 0.68
                height: width
                radius: 8 * root.u
                anchors.verticalCenter: parent.verticalCenter
                color: row.closed ? Theme.line : Theme.primarySoft
                Text {
                    textFormat: Text.PlainText
                    anchors.centerIn: parent
                    text: row.letter
                    color: row.closed ? Theme.inkSoft : Theme.primaryDeep
                    font { pixelSize: parent.height * 0.62; weight: Font.Bold }
                }
            }
            TwoLines {
                id: names
                anchors { left: chip.right; leftMargin: 14 * root.u }
                readonly property real free: (people.visible ? people.x : closedText.x) - x - 12 * root.u
                width: root.stacked ? free : Math.min(implicitWidth, free * (row.name[1] === "" ? 1 : 0.6))
                height: parent.height
                texts: root.stacked ? row.name : [row.name[0], ""]
                size: Math.min(row.height * (root.stacked ? 0.43 : 0.6), 36 * root.u)
                secondSize: Math.min(row.height * 0.26, 22 * root.u)
                weight: Font.Medium
                color: row.closed ? Theme.inkSoft : Theme.ink
            }
            Text {
                textFormat: Text.PlainText
                visible: !root.stacked && width > 60 * root.u
                anchors { left: names.right; leftMargin: 12 * root.u; verticalCenter: parent.verticalCenter }
                width: names.free - names.width - 12 * root.u
                text: row.name[1]
                color: Theme.inkSoft
                font.pixelSize: Math.min(row.height * 0.42, 22 * root.u)
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: 6
            }
            TwoLines {
                id: closedText
                // where people still wait it stands beside their number
                visible: row.closed
                anchors.right: parent.right
                width: root.minutesWidth + (people.visible ? -5 * root.u : root.peopleWidth)
                height: parent.height
                align: Text.AlignRight
                texts: row.says
                size: Math.min(row.height * 0.38, 28 * root.u)
                secondSize: Math.min(row.height * 0.27, 20 * root.u)
                weight: Font.Medium
                color: Theme.inkSoft
            }
            Text {
                textFormat: Text.PlainText
                id: people
                visible: !row.closed || row.waiting > 0
                x: parent.width - root.minutesWidth - width
                anchors.verticalCenter: parent.verticalCenter
                width: root.peopleWidth
                horizontalAlignment: Text.AlignRight
                text: row.waiting
                color: row.waiting > 0 ? Theme.ink : Theme.inkFaint
                font { pixelSize: Math.min(row.height * 0.56, 48 * root.u); weight: Font.Bold }
            }
            Text {
                textFormat: Text.PlainText
                visible: !row.closed
                anchors { right: parent.right; verticalCenter: parent.verticalCenter }
                width: root.minutesWidth - 18 * root.u
                horizontalAlignment: Text.AlignRight
                text: row.minutes === "" ? "–" : row.minutes
                color: row.minutes === "" ? Theme.inkFaint : Theme.primary
                font { pixelSize: Math.min(row.height * 0.5, 40 * root.u); weight: Font.DemiBold }
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: 8
            }
        }
    }
}
