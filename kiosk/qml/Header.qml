// Hall, day and time; language and type size, on every page at the same place and in the same size.
import QtQuick
import Tingxu

Rectangle {
    id: root
    required property var kiosk
    readonly property var shows: kiosk.shows

    color: Theme.card
    Rectangle { anchors.bottom: parent.bottom; width: parent.width; height: Theme.hair; color: Theme.line }

    Column {
        anchors { left: parent.left; leftMargin: Theme.margin; right: buttons.left; rightMargin: Theme.gap }
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.dp(2)
        Text {
            objectName: "hall"
            width: parent.width
            text: root.shows.hall
            textFormat: Text.PlainText
            color: Theme.primaryDeep
            font { pixelSize: Theme.dp(22); weight: Font.Bold }
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: Theme.dp(14)
        }
        Row {
            spacing: Theme.dp(10)
            Text {
                id: clock
                text: root.shows.clock
                color: Theme.primary
                font { pixelSize: Theme.dp(16); weight: Font.Bold }
            }
            Text {
                anchors.baseline: clock.baseline
                text: root.shows.date
                color: Theme.inkSoft
                font.pixelSize: Theme.dp(14)
            }
        }
    }
    Row {
        id: buttons
        anchors { right: parent.right; rightMargin: Theme.margin; verticalCenter: parent.verticalCenter }
        spacing: Theme.dp(10)
        BigButton {
            objectName: "large"
            width: Theme.dp(116)
            height: Theme.dp(48)
            leftPadding: Theme.dp(8)
            rightPadding: Theme.dp(8)
            size: Theme.dp(16)
            iconName: "large"
            text: root.kiosk.lang.large ? qsTr("Standard") : qsTr("Larger")
            Accessible.name: qsTr("Type size: %1").arg(text)
            onClicked: root.kiosk.toggle_large()
        }
        BigButton {
            objectName: "language"
            visible: root.shows.otherLanguage !== ""
            width: Theme.dp(116)
            height: Theme.dp(48)
            leftPadding: Theme.dp(8)
            rightPadding: Theme.dp(8)
            size: Theme.dp(16)
            iconName: "globe"
            text: root.shows.otherLanguage
            onClicked: root.kiosk.switch_language()
        }
    }
}
