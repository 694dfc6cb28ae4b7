// Which devices of the hall are not well: where, since when, and what anybody can do about it.
import QtQuick
import Tingxu

SheetCard {
    id: root
    title: qsTr("Devices in the hall")

    ListView {
        width: parent.width
        height: Math.min(contentHeight, Theme.dp(420))
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        spacing: Theme.gap
        model: root.desk.troubleRows
        delegate: Item {
            id: row
            required property string what
            required property string where
            required property string since
            required property string mend
            required property string level
            readonly property color ink: level === "bad" ? Theme.bad : Theme.warn
            width: ListView.view.width
            height: lines.implicitHeight

            Icon {
                id: sign
                y: (Theme.body * 1.35 - height) / 2
                name: row.level === "bad" ? "warning" : "info"
                color: row.ink
                size: Theme.body * 1.2
            }
            Column {
                id: lines
                anchors { left: sign.right; leftMargin: Theme.gap; right: parent.right }
                spacing: Theme.dp(2)
                Label { width: parent.width; text: row.what; color: row.ink; font.weight: Font.DemiBold }
                Label { width: parent.width; text: row.mend }
                Label {
                    width: parent.width
                    text: [row.where, row.since].filter(text => text !== "").join(" · ")
                    visible: text !== ""
                    color: Theme.inkSoft
                    font.pixelSize: Theme.small
                }
            }
        }
    }
}
