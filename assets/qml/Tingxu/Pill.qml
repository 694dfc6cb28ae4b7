// A short word on a soft ground: how something stands. kind: plain, good, warn, bad, accent.
import QtQuick

Rectangle {
    id: root
    property string text: ""
    property string kind: "plain"
    property string icon: ""
    property real size: Theme.small
    readonly property color ink: ({ good: Theme.good, warn: Theme.warn, bad: Theme.bad, accent: Theme.accentDeep })[kind] || Theme.primary

    implicitWidth: row.implicitWidth + size * 1.5
    implicitHeight: row.implicitHeight + size * 0.6
    radius: height / 2
    color: ({ good: Theme.goodSoft, warn: Theme.warnSoft, bad: Theme.badSoft, accent: Theme.accentSoft })[kind] || Theme.primarySoft

    Row {
        id: row
        anchors.centerIn: parent
        spacing: root.size * 0.4
        Icon {
            visible: root.icon !== ""
            name: root.icon
            color: root.ink
            size: root.size * 1.3
            anchors.verticalCenter: parent.verticalCenter
        }
        Text {
            text: root.text
            color: root.ink
            font { pixelSize: root.size; weight: Font.Medium }
            anchors.verticalCenter: parent.verticalCenter
        }
    }
}
